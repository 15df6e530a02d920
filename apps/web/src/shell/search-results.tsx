"use client";

import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { AppWindow, CornerDownLeft, type LucideIcon, Server } from "lucide-react";
import type { ReactNode } from "react";
import { useTRPC } from "../data/trpc.ts";
import { useSettled } from "../design/use-settled.ts";
import { paths } from "../paths.ts";
import { useSections } from "./use-sections.ts";
import { useMay } from "./viewer.tsx";

const mostOfAKind = 8;

export interface SearchResultsProps {
  text: string;
  onGo: (href: string) => void;
}

/** Pages are matched here; hosts and apps are asked for, so that those beyond a first page are found as well. */
export function SearchResults({ text, onGo }: SearchResultsProps) {
  const { hosts, apps, busy } = useFound(useSettled(text, 150).trim());
  return (
    <>
      <Command.Empty className="px-4 py-8 text-center text-ink-3 text-sm">
        {busy ? "Searching…" : `Nothing is called “${text}”.`}
      </Command.Empty>
      <PageItems onGo={onGo} />
      {hosts.length > 0 && (
        <Group heading="Hosts">
          {hosts.map((host) => (
            <Item
              key={host.hostId}
              id={`host ${host.hostId}`}
              icon={Server}
              label={host.name}
              note={host.online ? "Online" : "Offline"}
              keywords={[host.name]}
              onSelect={() => onGo(paths.host(host.hostId))}
            />
          ))}
        </Group>
      )}
      {apps.length > 0 && (
        <Group heading="Apps">
          {apps.map((app) => (
            <Item
              key={app.appId}
              id={`app ${app.appId}`}
              icon={AppWindow}
              label={app.title}
              note={app.hostname ?? ""}
              keywords={[app.title, app.name]}
              onSelect={() => onGo(paths.app(app.appId))}
            />
          ))}
        </Group>
      )}
    </>
  );
}

function useFound(text: string) {
  const trpc = useTRPC();
  const input = { limit: mostOfAKind, ...(text === "" ? {} : { text }) };
  const mayHosts = useMay("host.read");
  const mayApps = useMay("app.read");
  const hosts = useQuery(trpc.hosts.list.queryOptions(input, { enabled: mayHosts }));
  const apps = useQuery(trpc.apps.list.queryOptions(input, { enabled: mayApps }));
  return {
    hosts: hosts.data?.items ?? [],
    apps: apps.data?.items ?? [],
    busy: hosts.isFetching || apps.isFetching,
  };
}

function PageItems({ onGo }: { onGo: (href: string) => void }) {
  return (
    <Group heading="Pages">
      {useSections().flatMap((section) => [
        <Item
          key={section.id}
          id={`page ${section.id}`}
          icon={section.icon}
          label={section.label}
          keywords={[section.label, section.keywords]}
          onSelect={() => onGo(section.href)}
        />,
        ...(section.pages ?? []).map((page) => (
          <Item
            key={page.id}
            id={`page ${page.id}`}
            icon={section.icon}
            label={page.label}
            keywords={[page.label, page.keywords]}
            onSelect={() => onGo(page.href)}
          />
        )),
      ])}
    </Group>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-ink-3 [&_[cmdk-group-heading]]:text-xs"
    >
      {children}
    </Command.Group>
  );
}

interface ItemProps {
  id: string;
  icon: LucideIcon;
  label: string;
  note?: string;
  keywords: string[];
  onSelect: () => void;
}

function Item({ id, icon: Icon, label, note, keywords, onSelect }: ItemProps) {
  return (
    <Command.Item
      value={id}
      keywords={keywords}
      onSelect={onSelect}
      className="group flex min-h-10 items-center gap-3 rounded-md px-2.5 text-ink text-sm data-[selected=true]:bg-hover"
    >
      <Icon className="size-4 shrink-0 text-ink-3" aria-hidden="true" />
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {note !== undefined && <span className="truncate text-ink-3 text-xs">{note}</span>}
      <CornerDownLeft
        className="size-3.5 text-ink-3 opacity-0 group-data-[selected=true]:opacity-100"
        aria-hidden="true"
      />
    </Command.Item>
  );
}

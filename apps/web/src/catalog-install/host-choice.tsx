"use client";

import Link from "next/link";
import { useEffect, useId } from "react";
import { sentenceOf } from "../data/failure.ts";
import { cn } from "../design/class-names.ts";
import { SkeletonRows } from "../design/skeleton.tsx";
import { everyHost } from "../hosts/host-query.ts";
import { useHosts } from "../hosts/use-hosts.ts";
import { paths } from "../paths.ts";
import type { ShownEntry } from "../public-catalog/catalog-types.ts";
import { whyNot } from "./host-fit.ts";

export interface HostChoiceProps {
  shown: ShownEntry;
  mode: "compose" | "adopt";
  value: string | undefined;
  error: string | undefined;
  onChange: (hostId: string | undefined) => void;
}

/** The organization's hosts; one that will not do is shown with the reason. The only one that does is chosen. */
export function HostChoice({ shown, mode, value, error, onChange }: HostChoiceProps) {
  const query = useHosts(everyHost);
  const id = useId();
  const hosts = (query.data?.pages.flatMap((page) => page.items) ?? [])
    .filter(({ status }) => status === "active")
    .map((host) => ({ host, why: whyNot(host, mode, shown.full.entry.architectures) }));
  const fitting = hosts.filter(({ why }) => why === null);
  const only = fitting.length === 1 ? fitting[0]?.host.hostId : undefined;
  const isLost = value !== undefined && fitting.every(({ host }) => host.hostId !== value);
  useEffect(() => {
    if (isLost) onChange(undefined);
    else if (only !== undefined && value === undefined) onChange(only);
  }, [isLost, only, value, onChange]);
  const problem = error ?? sentenceOf(query.error);
  return (
    <fieldset className="grid gap-1.5" aria-describedby={problem === undefined ? undefined : id}>
      <legend className="mb-1.5 font-medium text-ink text-sm">Host</legend>
      {query.isPending && <SkeletonRows rows={2} />}
      {query.isSuccess && hosts.length === 0 && (
        <p className="rounded-md border border-line bg-sunken px-3 py-2.5 text-ink-2 text-sm">
          There is no host yet.{" "}
          <Link href={paths.addHost()} className="font-medium text-accent hover:underline">
            Add one first
          </Link>
          : it takes one command on the machine.
        </p>
      )}
      {hosts.map(({ host, why }) => (
        <label
          key={host.hostId}
          className={cn(
            "flex items-start gap-3 rounded-md border border-line bg-surface px-3 py-2.5 has-checked:border-accent",
            why === null ? "cursor-pointer hover:bg-hover" : "text-ink-3",
          )}
        >
          <input
            type="radio"
            name={id}
            className="mt-1 accent-accent"
            checked={value === host.hostId}
            disabled={why !== null}
            onChange={() => onChange(host.hostId)}
          />
          <span className="min-w-0">
            <span className={cn("wrap-anywhere block font-medium", why === null && "text-ink")}>
              {host.name}
            </span>
            <span className="block text-ink-3 text-sm">{why ?? "Online"}</span>
          </span>
        </label>
      ))}
      {problem !== undefined && (
        <p id={id} role="alert" className="text-bad text-sm">
          {problem}
        </p>
      )}
    </fieldset>
  );
}

"use client";

import Link from "next/link";
import { useEffect } from "react";
import { sentenceOf } from "../data/failure.ts";
import { Field } from "../design/field.tsx";
import { Select } from "../design/select.tsx";
import { everyHost } from "../hosts/host-query.ts";
import { useHosts } from "../hosts/use-hosts.ts";
import { paths } from "../paths.ts";

export interface HostFieldProps {
  value: string | undefined;
  error: string | undefined;
  onChange: (hostId: string) => void;
}

/** On which of the organization's hosts an app is, or will be. Where there is one host only, it is chosen. */
export function HostField({ value, error, onChange }: HostFieldProps) {
  const query = useHosts(everyHost);
  const hosts = query.data?.pages.flatMap((page) => page.items) ?? [];
  const usable = hosts.filter((host) => host.status === "active");
  const only = usable.length === 1 ? usable[0]?.hostId : undefined;
  useEffect(() => {
    if (only !== undefined && value === undefined) {
      onChange(only);
    }
  }, [only, value, onChange]);
  if (query.isSuccess && usable.length === 0) {
    return (
      <p className="rounded-md border border-line bg-sunken px-3 py-2.5 text-ink-2 text-sm">
        There is no host yet.{" "}
        <Link href={paths.addHost()} className="font-medium text-accent hover:underline">
          Add one first
        </Link>
        .
      </p>
    );
  }
  return (
    <Field label="Host" error={error ?? sentenceOf(query.error)}>
      {(control) => (
        <Select
          {...control}
          value={value}
          placeholder={query.isPending ? "Loading…" : "Choose a host"}
          disabled={query.isPending}
          options={usable.map((host) => ({
            value: host.hostId,
            label: host.name,
            note: host.online ? "Online" : "Offline now",
          }))}
          onChange={onChange}
        />
      )}
    </Field>
  );
}

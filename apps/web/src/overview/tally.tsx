import Link from "next/link";
import type { ReactNode } from "react";
import { StatusDot } from "../design/status-dot.tsx";
import { paths } from "../paths.ts";

export interface Counts {
  hosts: { total: number; online: number };
  apps: { total: number };
}

/** The three numbers that say how things stand; each leads to its list. */
export function Tally({ counts: { hosts, apps } }: { counts: Counts }) {
  const away = hosts.total - hosts.online;
  return (
    <dl className="grid grid-cols-3 divide-x divide-line overflow-hidden rounded-lg border border-line bg-surface shadow-1">
      <Figure name="Hosts online" href={paths.hosts()} light="ok">
        {hosts.online}
        <span className="text-ink-3"> / {hosts.total}</span>
      </Figure>
      <Figure name="Not connected" href={paths.hosts()} light={away === 0 ? "idle" : "bad"}>
        {away}
      </Figure>
      <Figure name="Apps" href={paths.apps()}>
        {apps.total}
      </Figure>
    </dl>
  );
}

function Figure({
  name,
  href,
  light,
  children,
}: {
  name: string;
  href: string;
  light?: "ok" | "bad" | "idle";
  children: ReactNode;
}) {
  return (
    <div className="relative flex flex-col-reverse justify-end gap-0.5 px-4 py-4 hover:bg-hover/50 sm:px-6">
      <dt className="text-ink-3 text-xs sm:text-sm">
        <Link href={href} className="row-link inline-flex items-center gap-2">
          {light !== undefined && <StatusDot light={light} still />}
          {name}
        </Link>
      </dt>
      <dd className="font-medium text-ink text-xl tabular-nums tracking-[-0.02em] sm:text-2xl">
        {children}
      </dd>
    </div>
  );
}

import Link from "next/link";
import type { ReactNode } from "react";
import { readAppState } from "../apps/app-state.ts";
import type { AppRow } from "../apps/app-types.ts";
import { type Light, StatusDot } from "../design/status-dot.tsx";
import { isLeaving } from "../lifecycle/managed-state.ts";
import { paths } from "../paths.ts";

export interface TallyProps {
  hosts: { total: number; online: number };
  apps: { total: number };
  /** Every app, or null while only some of them are known: a part is never counted as the whole. */
  allApps: readonly AppRow[] | null;
}

/** The three numbers that say how things stand; each leads to its list. */
export function Tally({ hosts, apps, allApps }: TallyProps) {
  const staying = allApps?.filter((app) => !isLeaving(app));
  const reachable = staying?.filter((app) => readAppState(app).isServed).length;
  const open = staying?.filter((app) => app.level === "public").length;
  return (
    <dl className="grid grid-cols-3 divide-x divide-line overflow-hidden rounded-lg border border-line bg-surface shadow-1">
      <Figure
        name="Hosts online"
        href={paths.hosts()}
        light={hosts.online === hosts.total ? "ok" : "bad"}
      >
        {hosts.online}
        <Of total={hosts.total} />
      </Figure>
      <Figure
        name={reachable === undefined ? "Apps" : "Apps reachable"}
        href={paths.apps()}
        light={reachable === undefined ? "idle" : reachable === apps.total ? "ok" : "bad"}
      >
        {reachable ?? apps.total}
        {reachable !== undefined && <Of total={apps.total} />}
      </Figure>
      <Figure
        name="Open to everyone"
        href={paths.apps()}
        light={open !== undefined && open > 0 ? "warn" : "idle"}
      >
        {open ?? "–"}
      </Figure>
    </dl>
  );
}

function Of({ total }: { total: number }) {
  return <span className="font-normal text-ink-3"> / {total}</span>;
}

interface FigureProps {
  name: string;
  href: string;
  light: Light;
  children: ReactNode;
}

function Figure({ name, href, light, children }: FigureProps) {
  return (
    <div className="relative flex flex-col-reverse justify-end gap-0.5 px-3.5 py-4 hover:bg-hover/50 sm:px-6">
      <dt className="text-ink-3 text-xs sm:text-sm">
        <Link href={href} className="row-link inline-flex items-center gap-2">
          <StatusDot light={light} still className="max-sm:hidden" />
          {name}
        </Link>
      </dt>
      <dd className="font-medium text-ink text-xl tabular-nums tracking-[-0.02em] sm:text-2xl">
        {children}
      </dd>
    </div>
  );
}

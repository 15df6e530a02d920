import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { Badge } from "../design/badge.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { StatusDot } from "../design/status-dot.tsx";
import { paths } from "../paths.ts";
import type { Overview } from "./operator-types.ts";
import { shortMs } from "./replica-state.ts";

type App = Overview["apps"][number];

const columns =
  "lg:grid-cols-[minmax(0,1fr)_minmax(0,1.6fr)_minmax(0,0.8fr)_minmax(0,1fr)_6rem_1rem]";

/** A row an app: never empty, because an app of which nothing runs is what an operator has to see first. */
export function FleetApps({ apps }: { apps: Overview["apps"] }) {
  return (
    <Panel aria-labelledby="fleet-apps">
      <PanelHead
        id="fleet-apps"
        title="Replicas"
        note="As each tells of itself every five seconds; one that is silent for fifteen is lost."
      />
      <div
        aria-hidden="true"
        className={`hidden gap-4 border-line border-b px-5 py-2 text-ink-3 text-xs lg:grid ${columns}`}
      >
        <span>App</span>
        <span>State</span>
        <span>May run</span>
        <span>Version</span>
        <span>Feed age</span>
        <span />
      </div>
      <ul className="divide-y divide-line">
        {apps.map((app) => (
          <Row key={app.app} app={app} />
        ))}
      </ul>
    </Panel>
  );
}

function Row({ app }: { app: App }) {
  const live = app.ready + app.starting + app.draining;
  return (
    <li
      className={`relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1.5 px-4 py-3.5 hover:bg-hover/50 sm:px-5 ${columns}`}
    >
      <Link href={paths.replicas()} className="row-link font-medium text-base text-ink">
        {app.app}
      </Link>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm max-lg:order-3 max-lg:col-span-2">
        <span className="inline-flex items-center gap-2">
          <StatusDot light={live === 0 ? "bad" : app.ready === 0 ? "warn" : "ok"} />
          <span className="text-ink tabular-nums">{app.ready} ready</span>
        </span>
        {app.starting > 0 && <Badge>{app.starting} starting</Badge>}
        {app.draining > 0 && <Badge tone="warn">{app.draining} draining</Badge>}
        {app.lost > 0 && <Badge tone="bad">{app.lost} lost</Badge>}
      </p>
      <p className="text-ink-2 text-sm tabular-nums max-lg:order-4">
        <span className="text-ink-3 lg:hidden">May run </span>
        {app.capacity ?? "–"}
      </p>
      <p className="wrap-anywhere font-mono text-ink-2 text-sm max-lg:order-5 max-lg:text-right">
        {app.versions.length === 0 ? "–" : app.versions.join(", ")}
      </p>
      <p className="text-ink-2 text-sm tabular-nums max-lg:order-6 max-lg:col-span-2">
        <span className="text-ink-3 lg:hidden">Feed age </span>
        {app.feedAgeMs === null ? "–" : shortMs(app.feedAgeMs)}
      </p>
      <ChevronRight
        className="size-4 text-ink-3 max-lg:order-2 max-lg:justify-self-end"
        aria-hidden="true"
      />
    </li>
  );
}

"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { Ago } from "../design/ago.tsx";
import { LeavingApps } from "../lifecycle/leaving-apps.tsx";
import { isLeaving } from "../lifecycle/managed-state.ts";
import { RunButton } from "../lifecycle/run-button.tsx";
import { paths } from "../paths.ts";
import { AppAddress } from "./app-address.tsx";
import { AppStatus } from "./app-status.tsx";
import { AppTile } from "./app-tile.tsx";
import type { AppRow } from "./app-types.ts";
import { LevelBadge } from "./level-badge.tsx";

const columns =
  "lg:grid-cols-[minmax(0,2.4fr)_minmax(0,1.1fr)_minmax(0,0.9fr)_minmax(0,0.8fr)_minmax(0,0.7fr)_2rem_1rem]";

/** Apps, and apart from them those of which nothing is left but what a host has still to remove. */
export function AppList({ apps }: { apps: readonly AppRow[] }) {
  const staying = apps.filter((app) => !isLeaving(app));
  const leaving = apps.filter(isLeaving);
  return (
    <div>
      <div
        aria-hidden="true"
        className={`hidden gap-4 border-line border-b px-5 py-2 text-ink-3 text-xs lg:grid ${columns}`}
      >
        <span>App</span>
        <span>Status</span>
        <span>Host</span>
        <span>Who may open it</span>
        <span>Last visit</span>
        <span />
        <span />
      </div>
      <ul className="divide-y divide-line">
        {staying.map((app) => (
          <Row key={app.appId} app={app} />
        ))}
      </ul>
      {leaving.length > 0 && <LeavingApps apps={leaving} />}
    </div>
  );
}

function Row({ app }: { app: AppRow }) {
  return (
    <li
      className={`relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2 px-4 py-3.5 hover:bg-hover/50 sm:px-5 ${columns}`}
    >
      <div className="flex min-w-0 items-center gap-3 max-lg:col-span-2 max-lg:pr-10">
        <AppTile name={app.name} title={app.title} icon={app.icon} />
        <div className="min-w-0">
          <Link
            href={paths.app(app.appId)}
            className="row-link wrap-anywhere font-medium text-base text-ink"
          >
            {app.title}
          </Link>
          <div>
            <AppAddress app={app} />
          </div>
        </div>
      </div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm max-lg:pl-12">
        <AppStatus app={app} />
        <span className="text-ink-3 lg:hidden">{app.hostName ?? "Own proxy"}</span>
      </div>
      <p className="wrap-anywhere text-ink-2 text-sm max-lg:hidden">
        {app.hostName ?? "Own proxy"}
      </p>
      <p>
        <LevelBadge level={app.level} />
      </p>
      <p className="text-ink-3 text-sm max-lg:hidden">
        {app.lastAccessAt === null ? "Never" : <Ago at={app.lastAccessAt} />}
      </p>
      <div className="max-lg:absolute max-lg:top-4 max-lg:right-3 sm:max-lg:right-4">
        <RunButton app={app} small />
      </div>
      <ChevronRight className="size-4 text-ink-3 max-lg:hidden" aria-hidden="true" />
    </li>
  );
}

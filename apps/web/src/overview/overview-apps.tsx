"use client";

import Link from "next/link";
import { AppAddress } from "../apps/app-address.tsx";
import { AppStatus } from "../apps/app-status.tsx";
import { AppTile } from "../apps/app-tile.tsx";
import type { AppRow } from "../apps/app-types.ts";
import { LevelBadge } from "../apps/level-badge.tsx";
import { useApps } from "../apps/use-apps.ts";
import { paths } from "../paths.ts";
import { NothingYet, OverviewPanel } from "./overview-panel.tsx";

const shownApps = 8;

export function OverviewApps() {
  const query = useApps({});
  const apps = query.data?.pages.flatMap((page) => page.items);
  return (
    <OverviewPanel title="Apps" all={{ href: paths.apps(), label: "All apps" }} query={query}>
      {apps?.length === 0 && <NothingYet>No app has an address yet.</NothingYet>}
      <ul className="divide-y divide-line">
        {apps?.slice(0, shownApps).map((app) => (
          <Row key={app.appId} app={app} />
        ))}
      </ul>
    </OverviewPanel>
  );
}

function Row({ app }: { app: AppRow }) {
  return (
    <li className="relative grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1.5 px-4 py-3 hover:bg-hover/50 sm:grid-cols-[auto_minmax(0,1fr)_8rem_7rem] sm:px-5">
      <AppTile name={app.name} title={app.title} icon={app.icon} />
      <div className="min-w-0 max-sm:col-span-2">
        <Link href={paths.app(app.appId)} className="row-link wrap-anywhere font-medium text-ink">
          {app.title}
        </Link>
        <div>
          <AppAddress app={app} />
        </div>
      </div>
      <div className="text-sm max-sm:col-start-2">
        <AppStatus app={app} />
      </div>
      <div className="max-sm:justify-self-end">
        <LevelBadge level={app.level} />
      </div>
    </li>
  );
}

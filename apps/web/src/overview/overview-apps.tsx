"use client";

import Link from "next/link";
import { AppAddress } from "../apps/app-address.tsx";
import { AppStatus } from "../apps/app-status.tsx";
import { AppTile } from "../apps/app-tile.tsx";
import type { AppRow } from "../apps/app-types.ts";
import { LevelBadge } from "../apps/level-badge.tsx";
import { useApps } from "../apps/use-apps.ts";
import { ErrorCard } from "../design/error-card.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { paths } from "../paths.ts";

const shownApps = 8;

export function OverviewApps() {
  const query = useApps({});
  const apps = query.data?.pages.flatMap((page) => page.items);
  return (
    <Panel>
      <PanelHead title="Apps" actions={<AllLink href={paths.apps()}>All apps</AllLink>} />
      {query.isError && (
        <ErrorCard
          className="m-4"
          title="The apps could not be loaded"
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      )}
      {apps === undefined && !query.isError && <SkeletonRows rows={3} />}
      {apps?.length === 0 && (
        <p className="px-4 py-6 text-ink-3 text-sm sm:px-5">No app has an address yet.</p>
      )}
      <ul className="divide-y divide-line">
        {apps?.slice(0, shownApps).map((app) => (
          <Row key={app.appId} app={app} />
        ))}
      </ul>
    </Panel>
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

export function AllLink({ href, children }: { href: string; children: string }) {
  return (
    <Link href={href} className="rounded-sm font-medium text-accent text-sm hover:underline">
      {children}
    </Link>
  );
}

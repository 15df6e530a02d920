"use client";

import { Plus } from "lucide-react";
import Link from "next/link";
import { Button } from "../design/button.tsx";
import { cn } from "../design/class-names.ts";
import { ErrorCard } from "../design/error-card.tsx";
import { MoreButton } from "../design/more-button.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { isLeaving } from "../lifecycle/managed-state.ts";
import { RunButton } from "../lifecycle/run-button.tsx";
import { paths } from "../paths.ts";
import { useMay } from "../shell/viewer.tsx";
import { AppAddress } from "./app-address.tsx";
import { AppStatus } from "./app-status.tsx";
import { AppTile } from "./app-tile.tsx";
import type { AppRow } from "./app-types.ts";
import { LevelBadge } from "./level-badge.tsx";
import { useApps } from "./use-apps.ts";

/** The apps of one host, on that host's page. */
export function HostApps({ host }: { host: { hostId: string; status: string } }) {
  const mayWrite = useMay("app.write");
  const query = useApps({ hostId: host.hostId });
  const apps = query.data?.pages.flatMap((page) => page.items);
  return (
    <Panel>
      <PanelHead
        title="Apps"
        note="What visitors reach on this host."
        actions={
          mayWrite &&
          host.status === "active" && (
            <Button size="sm" asChild>
              <Link href={paths.apps({ hostId: host.hostId })}>
                <Plus aria-hidden="true" /> Add app
              </Link>
            </Button>
          )
        }
      />
      {query.isError && (
        <ErrorCard
          className="m-4"
          title="The apps could not be loaded"
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      )}
      {apps === undefined && !query.isError && <SkeletonRows rows={2} />}
      {apps?.length === 0 && (
        <p className="px-4 py-6 text-ink-3 text-sm sm:px-5">
          Nothing on this host has an address yet.
        </p>
      )}
      {apps !== undefined && apps.length > 0 && (
        <ul className="divide-y divide-line">
          {apps.map((app) => (
            <Row key={app.appId} app={app} />
          ))}
        </ul>
      )}
      <MoreButton
        hasMore={query.hasNextPage}
        busy={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
    </Panel>
  );
}

function Row({ app }: { app: AppRow }) {
  return (
    <li
      className={cn(
        "relative flex items-center gap-3 px-4 py-3 hover:bg-hover/50 sm:px-5",
        isLeaving(app) && "opacity-70",
      )}
    >
      <AppTile name={app.name} title={app.title} icon={app.icon} />
      <div className="min-w-0 flex-1">
        <Link href={paths.app(app.appId)} className="row-link wrap-anywhere font-medium text-ink">
          {app.title}
        </Link>
        <div>{!isLeaving(app) && <AppAddress app={app} />}</div>
        <div className="text-sm sm:hidden">
          <AppStatus app={app} />
        </div>
      </div>
      <span className="text-sm max-sm:hidden">
        <AppStatus app={app} />
      </span>
      {!isLeaving(app) && <LevelBadge level={app.level} />}
      <RunButton app={app} small />
    </li>
  );
}

"use client";

import { ArrowUpRight } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../design/button.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { PageHead } from "../design/page.tsx";
import { SkeletonPage } from "../design/skeleton.tsx";
import { TabLinks } from "../design/tab-links.tsx";
import { isLeaving } from "../lifecycle/managed-state.ts";
import { RunButton } from "../lifecycle/run-button.tsx";
import { useLeaveWhenGone } from "../lifecycle/use-leave-when-gone.ts";
import { paths } from "../paths.ts";
import { AppStatus } from "./app-status.tsx";
import { AppTile } from "./app-tile.tsx";
import { LevelBadge } from "./level-badge.tsx";
import { useApp } from "./use-app.ts";

const up = { label: "Apps", href: paths.apps() };

/** What all pages of one app have above them. */
export function AppFrame({ appId, children }: { appId: string; children: ReactNode }) {
  const query = useApp(appId);
  const app = query.data;
  const gone = useLeaveWhenGone(app, query.error);
  if (app === undefined) {
    return query.isError ? (
      <>
        <PageHead title="App" up={up} />
        <ErrorCard
          title="This app could not be loaded"
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      </>
    ) : (
      <SkeletonPage />
    );
  }
  return (
    <>
      <PageHead
        up={up}
        title={
          <span className="flex items-center gap-3">
            <AppTile name={app.name} title={app.title} icon={app.icon} />
            {app.title}
          </span>
        }
        lead={
          <span className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1.5" aria-live="polite">
            <AppStatus app={app} since={app.statusSince} />
            {!isLeaving(app) && <LevelBadge level={app.level} />}
          </span>
        }
        actions={
          <>
            <RunButton app={app} />
            {app.url !== null && app.isVerified && app.protocol === "http" && !isLeaving(app) && (
              <Button look="primary" asChild>
                <a href={app.url} target="_blank" rel="noreferrer">
                  Open app <ArrowUpRight aria-hidden="true" />
                  <span className="sr-only">(opens in a new tab)</span>
                </a>
              </Button>
            )}
          </>
        }
      />
      <TabLinks
        label="Pages of this app"
        tabs={[
          { label: "Overview", href: paths.app(appId) },
          { label: "Access", href: paths.appAccess(appId) },
          { label: "Share links", href: paths.appLinks(appId) },
          { label: "Addresses", href: paths.appAddresses(appId) },
          ...(app.carrier === "tunnel"
            ? [{ label: "Delivery", href: paths.appDelivery(appId) }]
            : []),
          { label: "Activity", href: paths.appActivity(appId) },
        ]}
      />
      {query.isError && !gone && (
        <ErrorCard
          className="mb-4"
          title="What you see may be old"
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      )}
      {children}
    </>
  );
}

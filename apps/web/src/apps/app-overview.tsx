"use client";

import Link from "next/link";
import { useState } from "react";
import { Ago } from "../design/ago.tsx";
import { Button } from "../design/button.tsx";
import { CopyButton } from "../design/copy.tsx";
import { Fact, Facts } from "../design/facts.tsx";
import { Notice } from "../design/notice.tsx";
import { PageBody } from "../design/page.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { Prose } from "../design/prose.tsx";
import { AppLog } from "../lifecycle/app-log.tsx";
import { EndPanel } from "../lifecycle/end-panel.tsx";
import { isLeaving, isManaged } from "../lifecycle/managed-state.ts";
import { OperationsPanel } from "../lifecycle/operations-panel.tsx";
import { RunPanel } from "../lifecycle/run-panel.tsx";
import { paths } from "../paths.ts";
import { useMay } from "../shell/viewer.tsx";
import { AddressLink } from "./address-link.tsx";
import { routeOf } from "./app-route.ts";
import { readAppState } from "./app-state.ts";
import type { AppDetail } from "./app-types.ts";
import { ConnectPanel } from "./connect-panel.tsx";
import { DeliveryPanel } from "./delivery-panel.tsx";
import { ProxyPanel } from "./proxy-panel.tsx";
import { RemoveApp } from "./remove-app.tsx";
import { RetitleApp } from "./retitle-app.tsx";
import { RouteLine } from "./route-line.tsx";
import { useApp } from "./use-app.ts";

export function AppOverview({ appId }: { appId: string }) {
  const app = useApp(appId).data;
  if (app === undefined) {
    return null;
  }
  const managed = isManaged(app);
  const leaving = isLeaving(app);
  return (
    <PageBody>
      {leaving ? (
        <WhyNotice app={app} />
      ) : (
        <Panel className="px-4 py-5 sm:px-6">
          <RouteLine stops={routeOf(app)} />
          <WhyNotice app={app} className="mt-5" />
        </Panel>
      )}
      {app.protocol === "tcp" && <ConnectPanel app={app} />}
      <div className="grid grid-cols-1 items-start gap-6 xl:grid-cols-2">
        <AppFacts app={app} />
        {managed ? (
          !leaving && <RunPanel app={app} />
        ) : app.carrier === "external" ? (
          <ProxyPanel app={app} />
        ) : (
          <DeliveryPanel appId={appId} />
        )}
      </div>
      {managed && <OperationsPanel app={app} />}
      {managed && !leaving && <AppLog app={app} />}
      {managed && !leaving && <DeliveryPanel appId={appId} />}
      {managed ? <EndPanel app={app} /> : <RemovePanel app={app} />}
    </PageBody>
  );
}

/** Why visitors do not reach it, and what to do; nothing while they do. */
function WhyNotice({ app, className = "" }: { app: AppDetail; className?: string }) {
  const { why, light } = readAppState(app);
  if (why === null) {
    return null;
  }
  return (
    <Notice
      className={className}
      tone={light === "bad" ? "bad" : light === "warn" ? "warn" : "info"}
      title={<Prose text={why.sentence} />}
    >
      <p>
        <Prose text={why.nextStep} />
      </p>
      <p className="wrap-anywhere mt-1 font-mono text-ink-3 text-xs">
        {why.code}
        {typeof why.detail === "string" && ` · ${why.detail}`}
      </p>
    </Notice>
  );
}

function AppFacts({ app }: { app: AppDetail }) {
  const [editing, setEditing] = useState(false);
  const mayWrite = useMay("app.write");
  return (
    <Panel>
      <PanelHead
        title="App"
        actions={
          mayWrite &&
          !isLeaving(app) && (
            <Button size="sm" onClick={() => setEditing(true)}>
              Change title
            </Button>
          )
        }
      />
      <Facts>
        <Fact name="Title">{app.title}</Fact>
        <Fact name="Address">
          {app.protocol === "tcp" ? (
            <span className="text-ink-3">None: it is reached by a command</span>
          ) : isLeaving(app) ? (
            <span className="text-ink-3">None any more</span>
          ) : app.hostname !== null && !app.isVerified ? (
            <span className="wrap-anywhere font-mono text-ink-2 text-sm">{app.hostname}</span>
          ) : app.url !== null && app.hostname !== null ? (
            <span className="flex items-center gap-1">
              <AddressLink url={app.url} hostname={app.hostname} />
              <CopyButton value={app.url} what="the address" className="-my-1.5" />
            </span>
          ) : (
            <span className="text-ink-3">None</span>
          )}
        </Fact>
        <Fact name="Name">
          <code>{app.name}</code>
        </Fact>
        <Fact name="Host">
          {app.hostId === null ? (
            <span className="text-ink-3">None: its own proxy serves it</span>
          ) : (
            <Link href={paths.host(app.hostId)} className="font-medium text-accent hover:underline">
              {app.hostName}
            </Link>
          )}
        </Fact>
        <Fact name="Last visit">
          {app.lastAccessAt === null ? (
            <span className="text-ink-3">Never</span>
          ) : (
            <Ago at={app.lastAccessAt} />
          )}
        </Fact>
        <Fact name="Added">
          <Ago at={app.createdAt} />
        </Fact>
      </Facts>
      <RetitleApp app={app} open={editing} onOpenChange={setEditing} />
    </Panel>
  );
}

function RemovePanel({ app }: { app: AppDetail }) {
  const [open, setOpen] = useState(false);
  const mayWrite = useMay("app.write");
  if (!mayWrite) {
    return null;
  }
  return (
    <Panel className="flex flex-wrap items-center justify-between gap-4 px-4 py-4 sm:px-5">
      <div>
        <h2 className="font-semibold text-base text-ink">Remove this app</h2>
        <p className="text-ink-3 text-sm">
          Its address and rules go at once. What runs behind them is not touched.
        </p>
      </div>
      <Button look="danger" onClick={() => setOpen(true)}>
        Remove…
      </Button>
      <RemoveApp app={app} open={open} onOpenChange={setOpen} />
    </Panel>
  );
}

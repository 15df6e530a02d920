"use client";

import { type ReactNode, useState } from "react";
import type { AppDetail } from "../apps/app-types.ts";
import { Button } from "../design/button.tsx";
import { Panel } from "../design/panel.tsx";
import { useMay } from "../shell/viewer.tsx";
import { isLeaving } from "./managed-state.ts";
import { ReinstallApp } from "./reinstall-app.tsx";
import { UninstallApp } from "./uninstall-app.tsx";

/** Making an app anew, and ending it; of one that is being removed, asking for that again once it was refused. */
export function EndPanel({ app }: { app: AppDetail }) {
  const [asked, setAsked] = useState<"reinstall" | "uninstall" | null>(null);
  const leaving = isLeaving(app);
  if (!useMay("app.operate") || (leaving && app.status !== "failed")) {
    return null;
  }
  const close = () => setAsked(null);
  return (
    <Panel className="divide-y divide-line">
      {!leaving && (
        <Row
          title="Reinstall"
          note="Makes it anew on its host. Its address, rules and, unless you say otherwise, its data stay."
          action={<Button onClick={() => setAsked("reinstall")}>Reinstall…</Button>}
        />
      )}
      <Row
        title={leaving ? "Uninstall again" : "Uninstall"}
        note="Takes it off its host. Its address and rules go at once."
        action={
          <Button look="danger" onClick={() => setAsked("uninstall")}>
            {leaving ? "Try again…" : "Uninstall…"}
          </Button>
        }
      />
      <ReinstallApp app={app} open={asked === "reinstall"} onOpenChange={close} />
      <UninstallApp app={app} open={asked === "uninstall"} onOpenChange={close} />
    </Panel>
  );
}

function Row({ title, note, action }: { title: string; note: string; action: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-4 px-4 py-4 sm:px-5">
      <div className="min-w-0 flex-1 basis-60">
        <h2 className="font-semibold text-base text-ink">{title}</h2>
        <p className="text-ink-3 text-sm">{note}</p>
      </div>
      {action}
    </div>
  );
}

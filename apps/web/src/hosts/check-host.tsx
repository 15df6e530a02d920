"use client";

import { Activity } from "lucide-react";
import { useState } from "react";
import { useApps } from "../apps/use-apps.ts";
import { Button } from "../design/button.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { Select } from "../design/select.tsx";
import { CheckSteps } from "./check-steps.tsx";
import { announceStep } from "./check-words.ts";
import type { HostDetail } from "./host-types.ts";
import { type Check, useCheck } from "./use-check.ts";

/** Walks the whole way now: from the console over relay and tunnel to the app. */
export function CheckHost({ host }: { host: HostDetail }) {
  const { check, run } = useCheck(host.hostId);
  const [chosen, setChosen] = useState<string | null>(null);
  const apps = useApps({ hostId: host.hostId }).data?.pages.flatMap((page) => page.items) ?? [];
  const appId = chosen ?? host.defaultAppId ?? apps[0]?.appId;
  const running = check.phase === "running";
  return (
    <Panel aria-labelledby="check-title">
      <PanelHead
        id="check-title"
        title="Check"
        note="Walks the way to an app now, and says where it ends."
        actions={
          <Button size="sm" busy={running} onClick={() => void run(appId)}>
            {!running && <Activity aria-hidden="true" />} Check now
          </Button>
        }
      />
      {apps.length > 1 && (
        <div className="border-line border-b px-4 py-3 sm:px-5">
          <Select
            aria-label="App to check"
            value={appId}
            options={apps.map((app) => ({ value: app.appId, label: app.title }))}
            disabled={running}
            onChange={setChosen}
          />
        </div>
      )}
      {check.phase === "idle" ? (
        <p className="px-4 py-6 text-ink-3 text-sm sm:px-5">
          Nothing was checked yet. A check sends a few bytes to the machine and back, and knocks at
          the app without asking it for anything.
        </p>
      ) : (
        <CheckSteps check={check} />
      )}
      {check.error !== null && (
        <ErrorCard
          className="m-4"
          title="The check did not come to its end"
          error={check.error}
          onRetry={() => void run(appId)}
        />
      )}
      <p role="status" className="sr-only">
        {announcement(check)}
      </p>
    </Panel>
  );
}

function announcement({ phase, steps }: Check): string {
  const last = steps.at(-1);
  if (phase === "running") {
    return last === undefined ? "Checking…" : announceStep(last);
  }
  const failed = steps.find((step) => step.result === "failed");
  if (failed !== undefined) {
    return `${announceStep(failed)} ${failed.remedy ?? ""}`;
  }
  return phase === "done" && last !== undefined ? "The check is over: everything answers." : "";
}

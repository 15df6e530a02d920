"use client";

import type { AppDetail } from "../apps/app-types.ts";
import { Fact, Facts } from "../design/facts.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { Switch } from "../design/switch.tsx";
import { useMay } from "../shell/viewer.tsx";
import { describeIdle } from "./idle-choice.ts";
import { IdleField } from "./idle-field.tsx";
import { useRunSettings } from "./use-run-settings.ts";

/** When an app runs: what starts it, what stops it. Each choice counts at once. */
export function RunPanel({ app }: { app: AppDetail }) {
  const mayWrite = useMay("app.write");
  return (
    <Panel aria-labelledby="when-it-runs">
      <PanelHead id="when-it-runs" title="When it runs" note="What starts it, and what stops it." />
      {mayWrite ? <Choices app={app} /> : <Shown app={app} />}
    </Panel>
  );
}

function Choices({ app }: { app: AppDetail }) {
  const { appId, idleStopMs, alwaysOn, autostart } = app;
  const change = useRunSettings(app);
  return (
    <div className="grid gap-5 px-4 py-4 sm:px-5">
      <IdleField
        idleStopMs={idleStopMs}
        disabled={alwaysOn}
        hint={
          alwaysOn
            ? "It is always on, so it is never stopped for want of visitors."
            : "Open connections count as visits."
        }
        onChange={(next) => change.mutate({ appId, idleStopMs: next })}
      />
      <Switch
        label="Started by visits"
        note={
          autostart
            ? "Whoever may open it starts it by opening it."
            : "While it is stopped, visitors are told so; somebody has to start it here."
        }
        checked={autostart}
        disabled={alwaysOn}
        onChange={(next) => change.mutate({ appId, autostart: next })}
      />
      <Switch
        label="Always on"
        note="It is started whenever it is seen stopped, and nobody's absence stops it."
        checked={alwaysOn}
        onChange={(next) =>
          change.mutate(
            next
              ? { appId, alwaysOn: true, idleStopMs: null, autostart: true }
              : { appId, alwaysOn: false },
          )
        }
      />
    </div>
  );
}

function Shown({ app }: { app: AppDetail }) {
  return (
    <Facts>
      <Fact name="Without visits">
        {app.idleStopMs === null
          ? "Goes on running"
          : `Stopped after ${describeIdle(app.idleStopMs)}`}
      </Fact>
      <Fact name="Visits">{app.autostart ? "Start it" : "Do not start it"}</Fact>
      <Fact name="Always on">{app.alwaysOn ? "Yes" : "No"}</Fact>
    </Facts>
  );
}

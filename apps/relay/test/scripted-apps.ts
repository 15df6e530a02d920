import { waitFor } from "@homeport/testkit";
import { type AppDesired, type ReportedStatus, relayControlSchema } from "@homeport/tunnel";
import { type ControlLine, openControl } from "./control-line.ts";
import type { TestAgent } from "./test-agent.ts";

/** The side of an agent that runs apps, as far as a test says what it does. */
export interface ScriptedApps {
  readonly control: ControlLine;
  /** What the agent was told of an app, in order. */
  told(appId: string): AppDesired[];
  /** Waits until it was told of a generation of an app, and answers that. */
  toldOf(appId: string, generation: number): Promise<AppDesired>;
  /** Says how an app is. */
  say(
    app: { appId: string; generation: number },
    status: ReportedStatus,
    code?: string,
    detail?: string,
  ): void;
}

/** Opens an agent's control stream; `onDesired` acts on each generation that brings an operation, once. */
export function scriptApps(
  agent: TestAgent,
  onDesired: (desired: AppDesired, apps: ScriptedApps) => void = () => {},
): ScriptedApps {
  const messages: AppDesired[] = [];
  const done = new Map<string, number>();
  const control = openControl(agent.mux, (json) => {
    const read = relayControlSchema.safeParse(json);
    if (!read.success || read.data.type !== "app.desired") return;
    const desired = read.data;
    messages.push(desired);
    const isNew = desired.generation > (done.get(desired.appId) ?? 0);
    if (desired.operation === null || !isNew) return;
    done.set(desired.appId, desired.generation);
    onDesired(desired, apps);
  });
  const apps: ScriptedApps = {
    control,
    told: (appId) => messages.filter((one) => one.appId === appId),
    toldOf: (appId, generation) =>
      waitFor(
        () => messages.find((one) => one.appId === appId && one.generation === generation) ?? null,
        { deadlineMs: 15_000 },
      ),
    say({ appId, generation }, status, code, detail) {
      const said = { status, code: code ?? null, detail: detail ?? null };
      control.send({ type: "app.report", appId, generation, ...said });
    },
  };
  return apps;
}

/** What an agent says that installs, starts, stops and removes everything at once. */
export function obey(desired: AppDesired, apps: ScriptedApps): void {
  const kind = desired.operation?.kind;
  if (kind === "install" || kind === "reinstall") apps.say(desired, "installed");
  if (kind === "start") apps.say(desired, "running");
  if (kind === "stop") apps.say(desired, "stopped");
  if (kind === "uninstall") apps.say(desired, "removed");
}

import type { AppDesired } from "@homeport/tunnel";
import { describe, expect, it } from "vitest";
import { type ActFacts, decideAct, describeSeen } from "./decide.ts";

type Kept = NonNullable<ActFacts["kept"]>;
type Kind = NonNullable<AppDesired["operation"]>["kind"];

function wanted(kind: Kind | null, rest: Partial<AppDesired> & { isIdle?: boolean } = {}) {
  const { isIdle = false, ...others } = rest;
  const operation = kind === null ? null : { kind, isIdle, deleteData: false };
  const desired = kind === "uninstall" ? "uninstalled" : kind === "stop" ? "stopped" : "running";
  return { appId: "a", generation: 5, desired, operation, ...others } as const;
}

function kept(stage: Kept["stage"], rest: Partial<Kept> = {}): Kept {
  return { appId: "a", generation: 5, stage, outcome: null, ...rest };
}

const failed = { status: "failed", code: "EXITED", detail: null } as const;
const busy = { status: "busy", code: "BUSY", detail: null } as const;
const before = { generation: 4 };
const stopped = { desired: "stopped" } as const;

describe("the next act", () => {
  it.each<[string, Pick<ActFacts, "wanted" | "kept"> & Partial<ActFacts>, string]>([
    ["nothing here, to be installed", { wanted: wanted("install"), kept: null }, "begin"],
    ["nothing here, to be reinstalled", { wanted: wanted("reinstall"), kept: null }, "begin"],
    ["nothing here, to be started", { wanted: wanted("start"), kept: null }, "say missing"],
    ["nothing here, to be stopped", { wanted: wanted("stop"), kept: null }, "say missing"],
    ["nothing here, to be removed", { wanted: wanted("uninstall"), kept: null }, "say removed"],
    ["nothing here, nothing asked", { wanted: wanted(null), kept: null }, "say missing"],
    [
      "nothing here, its removal over",
      { wanted: wanted(null, { desired: "uninstalled" }), kept: null },
      "say removed",
    ],
    [
      "another app has the name",
      { wanted: wanted("install"), kept: kept("done", { appId: "b" }) },
      "wait",
    ],
    [
      "another app has the name still",
      { wanted: wanted("install"), kept: kept("done", { appId: "b" }), hasWaited: true },
      "evict",
    ],
    [
      "another app has the name, this one is to go",
      { wanted: wanted("uninstall"), kept: kept("done", { appId: "b" }) },
      "say removed",
    ],
    ["a new generation", { wanted: wanted("start"), kept: kept("done", before) }, "begin"],
    [
      "a new generation, the one before unfinished",
      { wanted: wanted("uninstall"), kept: kept("begun", before) },
      "begin",
    ],
    [
      "a new generation, nothing asked",
      { wanted: wanted(null), kept: kept("done", before) },
      "look",
    ],
    [
      "an older generation",
      { wanted: wanted("stop"), kept: kept("done", { generation: 6 }) },
      "look",
    ],
    [
      "an operation that is over, unfinished",
      { wanted: wanted(null), kept: kept("begun") },
      "look",
    ],
    ["install, begun", { wanted: wanted("install"), kept: kept("begun") }, "create"],
    ["install, created", { wanted: wanted("install"), kept: kept("created") }, "start"],
    [
      "install only, created",
      { wanted: wanted("install", stopped), kept: kept("created") },
      "finish",
    ],
    ["install, done", { wanted: wanted("install"), kept: kept("done") }, "look"],
    ["reinstall, begun", { wanted: wanted("reinstall"), kept: kept("begun") }, "clear"],
    ["reinstall, cleared", { wanted: wanted("reinstall"), kept: kept("cleared") }, "create"],
    ["reinstall, created", { wanted: wanted("reinstall"), kept: kept("created") }, "start"],
    ["start, begun", { wanted: wanted("start"), kept: kept("begun") }, "start"],
    ["start, done", { wanted: wanted("start"), kept: kept("done") }, "look"],
    [
      "start, failed",
      { wanted: wanted("start"), kept: kept("done", { outcome: failed }) },
      "say failed",
    ],
    ["stop, begun", { wanted: wanted("stop"), kept: kept("begun") }, "stop"],
    ["stop, in use", { wanted: wanted("stop"), kept: kept("begun"), isInUse: true }, "stop"],
    [
      "idle stop, in use",
      { wanted: wanted("stop", { isIdle: true }), kept: kept("begun"), isInUse: true },
      "finish busy",
    ],
    [
      "idle stop, not in use",
      { wanted: wanted("stop", { isIdle: true }), kept: kept("begun") },
      "stop",
    ],
    [
      "idle stop, was in use",
      { wanted: wanted("stop", { isIdle: true }), kept: kept("done", { outcome: busy }) },
      "say busy",
    ],
    ["uninstall, begun", { wanted: wanted("uninstall"), kept: kept("begun") }, "remove"],
    [
      "uninstall, failed",
      { wanted: wanted("uninstall"), kept: kept("done", { outcome: failed }) },
      "remove",
    ],
  ])("for %s", (_what, facts, expected) => {
    const act = decideAct({ isInUse: false, hasWaited: false, ...facts });
    const more =
      act.kind === "say"
        ? ` ${act.state.status}`
        : act.kind === "finish" && act.outcome !== null
          ? ` ${act.outcome.status}`
          : "";
    expect(`${act.kind}${more}`).toBe(expected);
  });
});

describe("how an app is", () => {
  const seen = { isUp: false, wasReady: true, isSameBoot: true, outcome: null, end: "code 3" };

  it.each([
    ["runs", { ...seen, isUp: true }, "running"],
    ["has ended, and nobody stopped it", seen, "exited"],
    ["ended together with its machine", { ...seen, isSameBoot: false }, "stopped"],
    ["was stopped", { ...seen, wasReady: false }, "stopped"],
    ["failed to start", { ...seen, wasReady: false, outcome: failed }, "stopped"],
    [
      "is known to have ended",
      { ...seen, wasReady: false, outcome: { ...failed, status: "exited" as const } },
      "exited",
    ],
  ])("that %s", (_what, facts, expected) => {
    expect(describeSeen(facts).status).toBe(expected);
  });
});

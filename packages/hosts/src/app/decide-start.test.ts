import { describe, expect, test } from "vitest";
import { startBackOffMs } from "../operation/operation.ts";
import { decideStart, type StartFacts } from "./decide-start.ts";

const stopped: StartFacts = {
  desired: "stopped",
  status: "stopped",
  autostart: true,
  pending: null,
  failures: 0,
  failedAgoMs: null,
};

describe("a visit", () => {
  test("starts an app that is stopped, and one that somebody stopped by hand", () => {
    expect(decideStart(stopped, false)).toEqual({ kind: "start" });
    expect(decideStart({ ...stopped, desired: "running" }, false)).toEqual({ kind: "start" });
  });

  test("has a running app looked after, since whoever asks found it dead", () => {
    expect(decideStart({ ...stopped, status: "running", desired: "running" }, false)).toEqual({
      kind: "start",
    });
  });

  test("joins a start that is under way", () => {
    const starting = { ...stopped, status: "starting", pending: "start" } as const;
    expect(decideStart(starting, false)).toEqual({ kind: "join" });
    const installing = { ...starting, pending: "install" } as const;
    expect(decideStart(installing, false)).toEqual({ kind: "join" });
  });

  test("takes the place of a stop that is under way", () => {
    expect(decideStart({ ...stopped, status: "stopping", pending: "stop" }, false)).toEqual({
      kind: "start",
    });
  });

  test.each([
    ["is being removed", { desired: "uninstalled" }, "APP_REMOVING"],
    ["could not be removed yet", { desired: "uninstalled", status: "failed" }, "APP_REMOVING"],
    ["is being installed", { status: "installing", pending: "install" }, "APP_INSTALLING"],
    ["is being made anew", { status: "queued", pending: "reinstall" }, "APP_INSTALLING"],
    ["visits do not start", { autostart: false }, "APP_STOPPED"],
    ["failed a moment ago", { status: "failed", failures: 1, failedAgoMs: 0 }, "APP_FAILED"],
  ] as const)("starts nothing that %s", (_, facts, code) => {
    expect(decideStart({ ...stopped, ...facts }, false)).toMatchObject({ kind: "refuse", code });
  });

  test("waits out what is left of the back-off, and not a millisecond more", () => {
    const failed = { ...stopped, status: "failed", failures: 2 } as const;
    expect(decideStart({ ...failed, failedAgoMs: 4_000 }, false)).toMatchObject({
      retryAfterMs: 6_000,
    });
    expect(decideStart({ ...failed, failedAgoMs: 10_000 }, false)).toEqual({ kind: "start" });
  });
});

describe("a person who asks", () => {
  test("waits for no back-off, and starts also what visits do not", () => {
    const failed = { ...stopped, status: "failed", failures: 5, failedAgoMs: 0 } as const;
    expect(decideStart(failed, true)).toEqual({ kind: "start" });
    expect(decideStart({ ...stopped, autostart: false }, true)).toEqual({ kind: "start" });
  });

  test("cannot start what is being removed", () => {
    expect(decideStart({ ...stopped, desired: "uninstalled" }, true)).toMatchObject({
      code: "APP_REMOVING",
    });
  });
});

test("failed starts back off by 5, 10, 20, 40, then 60 s", () => {
  expect([0, 1, 2, 3, 4, 5, 6, 50].map(startBackOffMs)).toEqual([
    0, 5_000, 10_000, 20_000, 40_000, 60_000, 60_000, 60_000,
  ]);
});

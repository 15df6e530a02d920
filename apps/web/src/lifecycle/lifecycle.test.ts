import { describe, expect, test } from "vitest";
import { appFollowMs, operationFollowMs } from "./follow.ts";
import { patchApp } from "./list-patch.ts";
import { type ManagedFacts, readManagedState } from "./managed-state.ts";

const running: ManagedFacts = {
  runtime: "process",
  status: "running",
  desired: "running",
  failure: null,
  autostart: true,
  maintenance: false,
  hostName: "attic",
  hostOnline: true,
  hostReason: null,
};
const away = { hostOnline: false, hostReason: "SILENT" } as const;
const silent = {
  code: "AGENT_SILENT",
  sentence: "The host did not say in time what became of it.",
  detail: null,
};

describe("an app that its host runs", () => {
  test.each([
    ["running", "ok", "Running", true],
    ["queued", "busy", "Queued", true],
    ["installing", "busy", "Installing", true],
    ["starting", "busy", "Starting", true],
    ["stopping", "busy", "Stopping", true],
    ["stopped", "idle", "Stopped", true],
    ["failed", "bad", "Failed", false],
  ] as const)("that is %s is told so", (status, light, label, isServed) => {
    expect(readManagedState({ ...running, status })).toMatchObject({ light, label, isServed });
  });

  test("that is stopped says whether a visit starts it", () => {
    const stopped = { ...running, status: "stopped" } as const;
    expect(readManagedState(stopped).why?.nextStep).toMatch(/next visit starts/);
    const asleep = readManagedState({ ...stopped, autostart: false });
    expect(asleep).toMatchObject({ isServed: false });
    expect(asleep.why?.nextStep).toMatch(/Visits do not start it/);
  });

  test("that failed gives the reason and what to do about it", () => {
    const failure = { code: "NO_DOCKER", sentence: "Docker is not there.", detail: "not found" };
    expect(readManagedState({ ...running, status: "failed", failure }).why).toMatchObject({
      ...failure,
      nextStep: expect.stringMatching(/Install Docker/),
    });
  });

  test("that runs under maintenance is kept from visitors", () => {
    const state = readManagedState({ ...running, maintenance: true });
    expect(state).toMatchObject({ label: "Maintenance", isServed: false });
  });

  test.each([
    ["queued", "Waits for its host", /installs the app/],
    ["starting", "Waits for its host", /within a few minutes/],
    ["stopping", "Waits for its host", /stops the app/],
    ["stopped", "Host offline", /next visit starts/],
    ["running", "Host offline", /says how the app is/],
  ] as const)(
    "says of one that is %s what happens when its host returns",
    (status, label, next) => {
      const state = readManagedState({ ...running, ...away, status });
      expect(state).toMatchObject({ label, isUnderway: false, isServed: false });
      expect(state.why?.nextStep).toMatch(next);
    },
  );

  test("whose host is away while it is uninstalled says that name and address are free", () => {
    const leaving = { ...running, status: "uninstalling", desired: "uninstalled" } as const;
    expect(readManagedState({ ...leaving, ...away })).toMatchObject({
      light: "idle",
      label: "Uninstalling",
      why: {
        sentence: expect.stringMatching(/free/),
        nextStep: expect.stringMatching(/attic.*returns/),
      },
    });
    const refused = readManagedState({ ...leaving, status: "failed", failure: silent });
    expect(refused).toMatchObject({ light: "bad", label: "Not removed yet" });
  });
});

describe("a page", () => {
  const still = { ...running, carrier: "tunnel", isVerified: true } as const;

  test("follows every second while something is being done, and rests otherwise", () => {
    expect(appFollowMs([still, { ...still, status: "starting" }])).toBe(1_000);
    expect(appFollowMs([still, { ...still, ...away, status: "starting" }])).toBe(5_000);
    expect(appFollowMs(undefined)).toBe(5_000);
    expect(operationFollowMs([{ state: "done" }, { state: "queued" }], true)).toBe(1_000);
    expect(operationFollowMs([{ state: "queued" }], false)).toBe(5_000);
    expect(operationFollowMs([{ state: "failed" }], true)).toBe(5_000);
  });

  test("shows a change of one app wherever that app is shown, and nowhere else", () => {
    const [one, two] = [
      { appId: "1", status: "running" },
      { appId: "2", status: "running" },
    ];
    const change = { status: "stopping" } as const;
    const changed = { ...one, ...change };
    expect(patchApp(one, "1", change)).toEqual(changed);
    expect(patchApp({ items: [one, two], nextCursor: null }, "1", change)).toEqual({
      items: [changed, two],
      nextCursor: null,
    });
    expect(
      patchApp({ pages: [{ items: [two] }, { items: [one] }], pageParams: [] }, "1", change),
    ).toEqual({
      pages: [{ items: [two] }, { items: [changed] }],
      pageParams: [],
    });
    expect(patchApp(undefined, "1", change)).toBeUndefined();
  });
});

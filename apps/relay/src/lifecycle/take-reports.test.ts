import type { AppReportInput, Reported } from "@homeport/hosts";
import { createVirtualClock } from "@homeport/platform";
import type { AppLog, AppReport } from "@homeport/tunnel";
import { expect, test } from "vitest";
import { createReportIntake } from "./take-reports.ts";

const nothing: Reported = { moved: null, finished: null, isIgnored: false };

function open(fail: (appId: string) => boolean = () => false) {
  const written: string[] = [];
  const dropped: string[] = [];
  const faults: string[] = [];
  /** Resolves each write that has begun. */
  const gates: (() => void)[] = [];
  async function write(appId: string, what: string): Promise<void> {
    await new Promise<void>((resolve) => gates.push(resolve));
    if (fail(appId)) throw new Error("away");
    written.push(what);
  }
  const intake = createReportIntake({
    clock: createVirtualClock(),
    feed: { subscribe: () => () => {} },
    events: {
      storeFailed: (what) => void faults.push(what),
      queueDropped: (queue) => void dropped.push(queue),
    },
    lifecycle: { reported: () => {} },
    async report({ appId, status }: AppReportInput) {
      await write(appId, `${appId} ${status}`);
      return nothing;
    },
    appendLog: ({ appId, text }) => write(appId, `${appId} ${text}`),
  });
  async function letGo(count: number): Promise<void> {
    for (let one = 0; one < count; one += 1) {
      while (gates.length === 0) await Promise.resolve();
      gates.shift()?.();
    }
  }
  return { intake, written, dropped, faults, gates, letGo };
}

const says = (appId: string, status: AppReport["status"]): AppReport => ({
  ...{ type: "app.report", appId, generation: 1, status, code: null, detail: null },
});
const prints = (appId: string, text: string): AppLog => ({
  ...{ type: "app.log", appId, generation: 1, text },
});

test("what one host says is written one after the other, and no other host waits for it", async () => {
  const { intake, written, gates, letGo } = open();
  const all = [
    intake.take("attic", says("notes", "starting")),
    intake.take("attic", prints("notes", "x")),
    intake.take("attic", says("notes", "running")),
    intake.take("cellar", says("wiki", "running")),
  ];
  await Promise.resolve();
  await Promise.resolve();
  expect(gates).toHaveLength(2);
  await letGo(4);
  await Promise.all(all);
  expect(written.filter((one) => one.startsWith("notes"))).toEqual([
    "notes starting",
    "notes x",
    "notes running",
  ]);
  expect(written).toContain("wiki running");
});

test("what the store does not take is counted and named, and what follows is written", async () => {
  const { intake, written, dropped, faults, letGo } = open((appId) => appId === "notes");
  const all = [
    intake.take("attic", says("notes", "running")),
    intake.take("attic", prints("notes", "x")),
    intake.take("attic", says("wiki", "running")),
  ];
  await letGo(3);
  await Promise.all(all);
  expect([written, dropped, faults]).toEqual([
    ["wiki running"],
    ["app-reports", "app-logs"],
    ["app report", "app log"],
  ]);
});

test("a report that was not written is written when it is said again", async () => {
  let away = true;
  const { intake, written, letGo } = open(() => away);
  const first = intake.take("attic", says("notes", "running"));
  await letGo(1);
  await first;
  away = false;
  const second = intake.take("attic", says("notes", "running"));
  await letGo(1);
  await second;
  await intake.take("attic", says("notes", "running"));
  expect(written).toEqual(["notes running"]);
});

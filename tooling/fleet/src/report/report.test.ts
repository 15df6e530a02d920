import { expect, test } from "vitest";
import type { RequestRecord } from "../load/send-request.ts";
import { createNotes } from "../scenario/notes.ts";
import { writeMarkdown } from "./markdown.ts";
import { watchUse } from "./process-use.ts";
import { missedOf, type Report, summarizeLoad } from "./report.ts";

const record: RequestRecord = {
  ...{ id: "1", method: "GET", host: "a.localhost", status: 200, outcome: "1" },
  ...{ sentAtMs: 100, tookMs: 20, relayId: "relay-1" },
};
const failed = { ...record, status: 503, outcome: '{"error":{"code":"HOST_OFFLINE"}}' };

function report(change: Partial<Report>): Report {
  return {
    ...{ scenario: "steady", about: "Nothing happens.", fault: null, size: { relays: 3 } },
    ...{ startedAt: "2026-01-01T00:00:00.000Z", tookMs: 1_500 },
    ...{ claims: [], figures: [], loads: [], processes: [] },
    ...change,
  };
}

test("a load is summed up by its times, and its failures by their cause", () => {
  expect(summarizeLoad("all", [record, failed, { ...failed, tookMs: 40 }])).toMatchObject({
    ...{ requests: 3, p50Ms: 20, mostMs: 40 },
    failures: { "503 HOST_OFFLINE": 2 },
  });
});

test("claims that do not hold are named with what was found", () => {
  const notes = createNotes();
  notes.atMost("p99", 300, 250, "ms");
  notes.atMost("p50", 3, 250, "ms");
  notes.judge("requests", { records: [record, failed], effects: [] });
  expect(missedOf(report({ claims: notes.claims }))).toEqual([
    "p99: 300 ms, at most 250",
    "requests: nothing is lost that could be saved: 1, first GET at relay-1: 503 HOST_OFFLINE after 20 ms",
  ]);
});

test("a condition that does not come in time is a claim that does not hold", async () => {
  const notes = createNotes();
  await notes.within("soon", 10, async () => false);
  await notes.within("at once", 1_000, async () => true);
  expect(notes.claims.map(({ met }) => met)).toEqual([false, true]);
});

test("people read claims, times and processes as tables, a bar in a cell included", () => {
  const claims = [{ claim: "a|b", met: false, found: "none" }];
  const loads = [summarizeLoad("all", [record])];
  const text = writeMarkdown(report({ claims, loads, fault: "links lead nowhere" }));
  expect(text).toContain("| **missed** | a\\|b | none |");
  expect(text).toContain("| all | 1 | 20 | 20 | 20 | 20 | none |");
  expect(text).toContain("Planted fault: links lead nowhere");
  expect(text).not.toContain("| process |");
});

test("a process is seen with its memory, files and CPU, and one that is gone does no harm", () => {
  using watch = watchUse([
    { name: "this", pid: () => process.pid },
    { name: "gone", pid: () => null },
  ]);
  const [own, gone] = watch.read();
  expect(own?.rssBytes).toBeGreaterThan(2 ** 20);
  expect(own?.mostFiles).toBeGreaterThan(2);
  expect(gone).toMatchObject({ cpuMs: 0, rssBytes: 0 });
});

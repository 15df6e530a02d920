import { expect, test } from "vitest";
import { readLogLine } from "./log-lines.ts";

test("a record reads as its time, its level, and what happened", () => {
  const record = {
    ...{ level: "warn", at: "2026-01-02T03:04:05.000Z", app: "agent", replica: "h", version: "1" },
    ...{ slot: 0, state: "waiting", relayId: null, msg: "slot.state" },
  };
  expect(readLogLine(JSON.stringify(record))).toEqual({
    ...{ at: "2026-01-02T03:04:05.000Z", level: "warn" },
    text: 'slot.state slot=0 state="waiting"',
  });
});

test("what is no record is shown as it is", () => {
  for (const line of ['{"at":"2026', "[1]x", "7", ""]) {
    expect(readLogLine(line).text).toBe(line);
  }
});

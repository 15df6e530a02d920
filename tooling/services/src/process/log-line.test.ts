import { expect, test } from "vitest";
import { readableLogLine } from "./log-line.ts";

test("a record of a log is told by its words and those of its error and cause", () => {
  const err = { message: "A store could not be reached.", stack: ["at a", "at b"] };
  const line = JSON.stringify({
    level: "fatal",
    at: "2026-01-01T00:00:00.000Z",
    err: { ...err, cause: { message: "password authentication failed", stack: ["at c"] } },
    msg: "process.start-failed",
  });
  expect(readableLogLine(line)).toBe(
    "fatal process.start-failed: A store could not be reached.: password authentication failed",
  );
});

test("what is no record stays as it was written", () => {
  for (const line of ["Error: no such port", '{"port": 1}', "", "{"]) {
    expect(readableLogLine(line)).toBe(line);
  }
});

import { expect, test } from "vitest";
import { chooseLogFormat, createLog, type LogOptions } from "./create-log.ts";

function testLog(options: Partial<LogOptions> = {}) {
  const lines: string[] = [];
  const stream = { write: (line: string) => void lines.push(line) };
  const log = createLog({
    app: "web",
    replica: "w1",
    version: "1.2.3",
    stage: "test",
    stream,
    ...options,
  });
  return { log, lines };
}

test("a line is one JSON object that says when, how grave, what, who and where", () => {
  const { log, lines } = testLog();
  log.info({ hosts: 2 }, "presence.written");
  expect(lines).toHaveLength(1);
  const { at, ...line } = JSON.parse(lines[0] ?? "");
  expect(line).toEqual({
    level: "info",
    app: "web",
    replica: "w1",
    version: "1.2.3",
    stage: "test",
    hosts: 2,
    msg: "presence.written",
  });
  expect(new Date(at).getTime()).toBeCloseTo(Date.now(), -4);
});

test("fields, messages, errors and a child's own fields are redacted", () => {
  const { log, lines } = testLog();
  const child = log.child({ requestId: "r1", cookie: "homeport=abc" });
  child.error({ err: new Error("Bearer abcdefghijkl"), token: "abc" }, "refused hpk_abc_secret");
  expect(lines[0]).not.toMatch(/abcdefghijkl|hpk_abc_secret|homeport=abc/);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    requestId: "r1",
    cookie: "[redacted]",
    token: "[redacted]",
    err: { type: "Error", message: "Bearer [redacted]" },
    msg: "refused [redacted]",
  });
});

test("a value with a line break stays one line", () => {
  const { log, lines } = testLog();
  log.warn({ name: 'a\n{"level":"fatal"}' }, "named\nso");
  expect(lines.join("").trimEnd().split("\n")).toHaveLength(1);
});

test("what is below the level is not written", () => {
  const { log, lines } = testLog({ level: "warn" });
  log.info({}, "quiet");
  expect(lines).toEqual([]);
  expect([log.isLevelEnabled("info"), log.isLevelEnabled("error")]).toEqual([false, true]);
});

test("text is for people: one line with level and message", () => {
  const { log, lines } = testLog({ format: "text" });
  log.info({ hosts: 2 }, "presence.written");
  expect(lines.join("")).toMatch(/INFO.*presence\.written/);
});

test.each([
  [undefined, "dev", true, "text"],
  [undefined, "dev", false, "json"],
  [undefined, "prod", true, "json"],
  ["text", "prod", false, "text"],
] as const)(
  "asked for %s in %s, on a terminal %s, the format is %s",
  (asked, stage, terminal, format) => {
    expect(chooseLogFormat(asked, stage, terminal)).toBe(format);
  },
);

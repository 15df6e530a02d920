import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { askLine } from "./ask-line.ts";
import { createShutdown } from "./shutdown.ts";

test("a line that is asked for is what was typed, and null when none comes", async () => {
  const typed = new PassThrough();
  typed.write(" notes \nmore\n");
  expect(await askLine("Name? ", createShutdown(), typed)).toBe("notes");
  const ended = new PassThrough();
  ended.end();
  expect(await askLine("Name? ", createShutdown(), ended)).toBeNull();
});

test("a command that is told to end waits for no line", async () => {
  const shutdown = createShutdown();
  const asking = askLine("Name? ", shutdown, new PassThrough());
  shutdown.ask();
  expect(await asking).toBeNull();
});

import { createVirtualClock } from "@homeport/platform";
import { controlLine, maxControlLineBytes } from "@homeport/tunnel";
import { expect, test } from "vitest";
import { OperationLog } from "./operation-log.ts";

test("output goes in pieces that fit a message, gathered for half a second, and its end is what is kept", async () => {
  const clock = createVirtualClock();
  const sent: string[] = [];
  let isOpen = false;
  const log = new OperationLog(clock, (text) => {
    if (isOpen) sent.push(text);
    return isOpen;
  });
  log.add(`${"a".repeat(100_000)}b`);
  await clock.advance(500);
  expect(sent).toEqual([]);
  isOpen = true;
  log.add("c");
  log.add("d");
  expect(sent).toEqual([]);
  await clock.advance(500);
  expect(sent.map((text) => text.length)).toEqual([16_384, 16_384, 16_384, 16_384]);
  expect(sent.join("")).toMatch(/^a+bcd$/);
});

test.each([
  ["control characters", "\0"],
  ["text of three bytes a character", "語"],
])("no message is over 64 KiB, also of %s", async (_name, character) => {
  const clock = createVirtualClock();
  const sent: string[] = [];
  const log = new OperationLog(clock, (text) => sent.push(text) > 0);
  const text = character.repeat(40_000);
  log.add(text);
  await clock.advance(500);
  expect(sent.join("")).toBe(text);
  const longest = sent.map((piece) => ({ type: "app.log", appId: "a".repeat(64), piece }));
  const sizes = longest.map((message) => controlLine(message).length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(maxControlLineBytes);
});

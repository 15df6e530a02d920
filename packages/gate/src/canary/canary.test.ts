import { createVirtualClock } from "@homeport/platform";
import { expect, test } from "vitest";
import { decide, type Question } from "../decide/decide.ts";
import { startCanary } from "./canary.ts";

/** A gate that begins to forget the readings behind the raw one, when told to. */
function open() {
  const clock = createVirtualClock();
  const failed: string[] = [];
  const fault = { present: false };
  const onlyRaw = (question: Question) =>
    decide({
      ...question,
      readings: fault.present ? question.readings.slice(0, 1) : question.readings,
    });
  const onFailed = (target: string) => void failed.push(target);
  return {
    clock,
    failed,
    fault,
    canary: startCanary({ clock, everyMs: 60_000, onFailed, decide: onlyRaw }),
  };
}

test("a gate that refuses strangers stays in service", async () => {
  const { clock, failed, canary } = open();
  expect(canary.isOk()).toBe(true);
  await clock.advance(600_000);
  expect([canary.isOk(), failed]).toEqual([true, []]);
});

test("a gate that lets a stranger in by a hidden path is out of service within a minute, for good", async () => {
  const { clock, failed, fault, canary } = open();
  fault.present = true;
  expect(canary.isOk()).toBe(true);
  await clock.advance(60_000);
  expect(canary.isOk()).toBe(false);
  expect(failed).toEqual(["/open/../x", "/open/%2e%2e/x", "/open/%252e%252e%252fx"]);
  fault.present = false;
  await clock.advance(60_000);
  expect(canary.isOk()).toBe(false);
});

test("its end leaves no timer", () => {
  const { clock, canary } = open();
  canary[Symbol.dispose]();
  expect(clock.pending()).toBe(0);
});

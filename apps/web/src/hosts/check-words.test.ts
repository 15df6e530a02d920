import { checkSteps, failedStep, passedStep, skippedStep } from "@homeport/hosts";
import { expect, test } from "vitest";
import { announceStep, describeStep, formatMs, stepNames } from "./check-words.ts";

test("every step of a check has a title, in the order in which they are walked", () => {
  expect(stepNames).toEqual([...checkSteps]);
});

test("a time is as exact as it can be read", () => {
  expect([0.04, 0.44, 9.96, 18.4, 999, 1_250].map(formatMs)).toEqual([
    ...["0 ms", "0.4 ms", "10 ms", "18 ms", "999 ms", "1.3 s"],
  ]);
});

test("a step says what it found", () => {
  const tunnel = { relayId: "relay-2", wire: "raw", rttMs: 18, connectedAtMs: 1 };
  expect(describeStep(passedStep("tunnel", 3, { tunnel: { ...tunnel, path: "peer" } }))).toBe(
    "relay-2, over a link · raw · 18 ms there and back",
  );
  const owner = { relayId: "relay-1", wire: "raw", connectedAtMs: 1, draining: false };
  const owners = [owner, { ...owner, relayId: "relay-2" }];
  expect(describeStep(passedStep("directory", 3, { owners }))).toBe("2 tunnels: relay-1, relay-2");
  expect(describeStep(passedStep("relay", 3, { relayId: "relay-1" }))).toBe("relay-1");
  expect(describeStep(skippedStep("target", "NO_DEFAULT_APP"))).toContain("no default one");
  expect(describeStep(skippedStep("echo"))).toBeNull();
});

test("a screen reader hears how each step ended", () => {
  expect(announceStep(passedStep("echo", 12))).toBe("Bytes come back from the machine: yes, 12 ms");
  const failure = { code: "TARGET_REFUSED", sentence: "Nothing answers." };
  expect(announceStep(failedStep("target", 1, failure))).toBe(
    "The app takes a connection: no. Nothing answers.",
  );
  expect(announceStep(skippedStep("target"))).toBe("The app takes a connection: not tried");
});

import { expect, test } from "vitest";
import { explainOffline, isOfflineReason, offlineReasons } from "./reasons.ts";

test("the reasons why a host is offline are a closed list", () => {
  expect(Object.keys(offlineReasons)).toEqual([
    "NEVER_CONNECTED",
    "AGENT_STOPPED",
    "CONNECTION_LOST",
    "SILENT",
    "CREDENTIAL_REFUSED",
    "REVOKED",
    "REPLACED",
    "VERSION_TOO_OLD",
    "FLAPPING",
    "RELAYS_DRAINING",
  ]);
  expect(isOfflineReason("toString")).toBe(false);
});

test.each(Object.keys(offlineReasons).filter(isOfflineReason))(
  "%s comes with one sentence and one next step",
  (reason) => {
    const { sentence, nextStep } = explainOffline(reason);
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(nextStep).toMatch(/^[A-Z].*\.$/);
  },
);

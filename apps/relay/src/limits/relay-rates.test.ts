import { expect, test } from "vitest";
import { relayRates } from "./relay-rates.ts";

const prod = { stage: "prod", maxReplicas: 64 } as const;
const rateOverrides = [
  { name: "api", perSecond: 3 },
  { name: "handshake-failed", perSecond: 1 },
];

test("a relay takes the override of its own class, and leaves those of web to web", () => {
  expect(relayRates({ ...prod, rateOverrides })).toEqual({
    "handshake-failed": { perSecond: 1, burst: 64 },
  });
});

test("a relay of more replicas than its own burst divides over refuses an override without a burst", () => {
  expect(() => relayRates({ ...prod, maxReplicas: 65, rateOverrides })).toThrow(
    expect.objectContaining({
      problems: [expect.objectContaining({ name: "HOMEPORT_RATE_LIMITS" })],
    }),
  );
});

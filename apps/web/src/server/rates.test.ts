import { handshakeRateClasses } from "@homeport/hosts";
import { expect, test } from "vitest";
import { webRates } from "./rates.ts";

const prod = { stage: "prod", rateOverrides: [] } as const;

test.each([6, 64])("prod starts on the built-in rates with %i replicas", (maxReplicas) => {
  expect(Object.keys(webRates({ ...prod, maxReplicas })).length).toBeGreaterThan(10);
});

test("of each class 64 replicas have at least one at once, or Redis counts the sum", () => {
  const classes = { ...webRates({ ...prod, maxReplicas: 64 }), ...handshakeRateClasses };
  const small = Object.entries(classes).filter(
    ([, { burst, tier }]) => burst < 64 && tier !== "fleet",
  );
  expect(small).toEqual([]);
});

test("an override that states no burst keeps one that divides, or is refused", () => {
  const rateOverrides = [{ name: "gallery-download", perSecond: 1 }];
  expect(webRates({ ...prod, maxReplicas: 64, rateOverrides })["gallery-download"].perSecond).toBe(
    1,
  );
  expect(() => webRates({ ...prod, maxReplicas: 65, rateOverrides })).toThrow(
    expect.objectContaining({
      problems: [expect.objectContaining({ name: "HOMEPORT_RATE_LIMITS" })],
    }),
  );
});

test("an override of a relay's class is the relay's to read, and one of nobody's is refused", () => {
  const named = (name: string) => ({
    ...prod,
    maxReplicas: 1,
    rateOverrides: [{ name, perSecond: 1 }],
  });
  expect(() => webRates(named("handshake-failed"))).not.toThrow();
  expect(() => webRates(named("pages"))).toThrow(
    expect.objectContaining({
      problems: [
        expect.objectContaining({ problem: "names the class pages, which does not exist" }),
      ],
    }),
  );
});

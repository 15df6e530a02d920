import { describe, expect, it } from "vitest";
import { overrideRates } from "./override-rates.ts";
import { defineFleetRateClasses, defineRateClasses } from "./rate.ts";

const classes = {
  ...defineRateClasses({ page: "600/m+200" }),
  ...defineFleetRateClasses({ api: "1200/m+300" }),
};

const alone = { stage: "prod", maxReplicas: 1 } as const;

describe("an operator's rates", () => {
  it("replace those of the class they name, and keep its burst when they state none and who counts it", () => {
    const rates = overrideRates(
      classes,
      [
        { name: "page", perSecond: 1 },
        { name: "api", perSecond: 2, burst: 12 },
      ],
      alone,
    );
    expect(rates).toEqual({
      page: { perSecond: 1, burst: 200 },
      api: { perSecond: 2, burst: 12, tier: "fleet" },
    });
  });

  it("are refused for a class that does not exist, naming those that do", () => {
    expect(() => overrideRates(classes, [{ name: "pge", perSecond: 1 }], alone)).toThrow(
      expect.objectContaining({
        lines: [
          "HOMEPORT_RATE_LIMITS: names the class pge, which does not exist. The classes are page, api.",
        ],
      }),
    );
  });

  it("are refused in prod where a replica's share of the burst that a class keeps is nothing", () => {
    const override = [{ name: "page", perSecond: 1 }];
    expect(() => overrideRates(classes, override, { stage: "prod", maxReplicas: 201 })).toThrow(
      expect.objectContaining({
        lines: [
          "HOMEPORT_RATE_LIMITS: leaves class page its own burst of 200, which divides to zero over 201 replicas. Give page a burst of at least 201, such as +201.",
        ],
      }),
    );
    for (const fleet of [
      { stage: "prod", maxReplicas: 200 },
      { stage: "dev", maxReplicas: 201 },
    ] as const) {
      expect(overrideRates(classes, override, fleet).page.burst).toBe(200);
    }
    // Of a class whose sum Redis counts, each replica's share is at least one.
    const api = [{ name: "api", perSecond: 1 }];
    expect(overrideRates(classes, api, { stage: "prod", maxReplicas: 900 }).api.burst).toBe(300);
  });
});

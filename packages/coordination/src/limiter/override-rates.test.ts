import { describe, expect, it } from "vitest";
import { overrideRates } from "./override-rates.ts";
import { defineFleetRateClasses, defineRateClasses } from "./rate.ts";

const classes = {
  ...defineRateClasses({ page: "600/m+200" }),
  ...defineFleetRateClasses({ api: "1200/m+300" }),
};

describe("an operator's rates", () => {
  it("replace those of the class they name, and keep its burst when they state none and who counts it", () => {
    const rates = overrideRates(classes, [
      { name: "page", perSecond: 1 },
      { name: "api", perSecond: 2, burst: 12 },
    ]);
    expect(rates).toEqual({
      page: { perSecond: 1, burst: 200 },
      api: { perSecond: 2, burst: 12, tier: "fleet" },
    });
  });

  it("are refused for a class that does not exist, naming those that do", () => {
    expect(() => overrideRates(classes, [{ name: "pge", perSecond: 1 }])).toThrow(
      expect.objectContaining({
        lines: [
          "HOMEPORT_RATE_LIMITS: names the class pge, which does not exist. The classes are page, api.",
        ],
      }),
    );
  });
});

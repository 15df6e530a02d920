import { expect, it } from "vitest";
import { readPgbench } from "./pgbench.ts";

it("reads the rate that pgbench prints, and refuses anything else", () => {
  const text =
    "number of failed transactions: 0 (0.000%)\ntps = 1234.567890 (without initial connection time)\n";
  expect(readPgbench(text)).toEqual({ perSecond: 1234.56789 });
  expect(() => readPgbench("tps is high")).toThrow("something else");
});

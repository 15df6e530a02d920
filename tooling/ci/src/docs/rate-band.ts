import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createMetrics, silentLog } from "@homeport/platform";
import { z } from "zod";
import { checkoutFolder } from "../checkout.ts";
import { withGeneratedPart } from "./generated-part.ts";

const source = "packages/coordination/src/limiter/limiter.ts";

/** The class of the console's procedures. */
const rate = { perSecond: 20, burst: 300 };
const minuteMs = 60_000;
const askEveryMs = 10;

const decision = z.object({ allowed: z.boolean() });
type Limiter = { take(rateClass: string, key: string): unknown };
type Loaded = { createLimiter(options: object): Limiter };

/** The page of many replicas with what the limiter itself lets pass, asked by a client who never waits. */
export async function withRateBand(page: string): Promise<string> {
  const { createLimiter }: Loaded = await import(pathToFileURL(join(checkoutFolder, source)).href);
  const rows = [1, 2, 4, 6].map((replicas) => {
    let nowMs = 0;
    const fleet = Array.from({ length: replicas }, () =>
      createLimiter({
        ...{ classes: { api: rate }, maxReplicas: replicas, log: silentLog },
        clock: { monotonicMs: () => nowMs },
        metrics: createMetrics({ app: "docs", version: "0" }),
      }),
    );
    const passes = (limiter: Limiter) => {
      let passed = 0;
      while (decision.parse(limiter.take("api", "a person")).allowed) passed += 1;
      return passed;
    };
    const atOnce = fleet.map(passes);
    const [one = 0] = atOnce;
    const inAMinute = [...atOnce];
    for (nowMs = askEveryMs; nowMs < minuteMs; nowMs += askEveryMs) {
      for (const [at, limiter] of fleet.entries())
        inAMinute[at] = (inAMinute[at] ?? 0) + passes(limiter);
    }
    return `| ${replicas} | ${one} | ${sum(atOnce)} | ${inAMinute[0]} | ${sum(inAMinute)} |`;
  });
  const table = [
    "| replicas | at once, at one | at once, at all | in a minute, at one | in a minute, at all |",
    "|---|---|---|---|---|",
    ...rows,
  ];
  return withGeneratedPart(page, "rate band", `${table.join("\n")}\n`);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

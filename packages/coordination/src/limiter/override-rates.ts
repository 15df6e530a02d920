import { ConfigError, type EnvProblem, type RateOverride, type Stage } from "@homeport/platform";
import type { RateClass, RateClasses } from "./rate.ts";

const variable = "HOMEPORT_RATE_LIMITS";

/**
 * The classes as an operator wants them. Throws ConfigError, before anything is opened, for a class that does
 * not exist, and in prod for a burst of which no replica would get a single request.
 */
export function overrideRates<Name extends string>(
  classes: RateClasses<Name>,
  overrides: readonly RateOverride[],
  fleet: { stage: Stage; maxReplicas: number },
): RateClasses<Name> {
  const problems: EnvProblem[] = [];
  const rates = new Map<string, RateClass>(Object.entries(classes));
  for (const { name, perSecond, burst } of overrides) {
    const own = rates.get(name);
    if (own === undefined) {
      problems.push({
        name: variable,
        problem: `names the class ${name}, which does not exist`,
        remedy: `The classes are ${[...rates.keys()].join(", ")}.`,
      });
      continue;
    }
    const rate = { perSecond, burst: burst ?? own.burst };
    if (fleet.stage === "prod" && rate.burst < fleet.maxReplicas) {
      problems.push({
        name: variable,
        problem: `gives ${name} a burst of ${rate.burst}, which divided by ${fleet.maxReplicas} replicas is zero`,
        remedy: `Set it to ${fleet.maxReplicas} or more, or lower HOMEPORT_MAX_REPLICAS.`,
      });
    }
    rates.set(name, rate);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.fromEntries(rates) as RateClasses<Name>;
}

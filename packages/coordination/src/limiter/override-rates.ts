import { ConfigError, type EnvProblem, type RateOverride, type Stage } from "@homeport/platform";
import { asClasses, type RateClass, type RateClasses } from "./rate.ts";

const variable = "HOMEPORT_RATE_LIMITS";

/** Where the classes are to hold. */
export interface RateFleet {
  readonly stage: Stage;
  readonly maxReplicas: number;
}

/**
 * The classes as an operator wants them; an override without a burst keeps the class's own. Throws ConfigError,
 * before anything is opened, for a class that does not exist, and in prod for one of which a replica's share of the
 * burst rounds down to nothing. That of a burst which an override states itself is refused where it is parsed.
 */
export function overrideRates<Name extends string>(
  classes: RateClasses<Name>,
  overrides: readonly RateOverride[],
  { stage, maxReplicas }: RateFleet,
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
    // Redis counts the sum of a fleet class, and each replica lets at least one pass.
    const isDivided = burst === undefined && own.tier !== "fleet";
    if (stage === "prod" && isDivided && Math.floor(own.burst / maxReplicas) === 0) {
      problems.push({
        name: variable,
        problem: `leaves class ${name} its own burst of ${own.burst}, which divides to zero over ${maxReplicas} replicas`,
        remedy: `Give ${name} a burst of at least ${maxReplicas}, such as +${maxReplicas}.`,
      });
    }
    rates.set(name, { ...own, perSecond, burst: burst ?? own.burst });
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return asClasses(rates);
}

import { ConfigError, type EnvProblem, type RateOverride } from "@homeport/platform";
import { asClasses, type RateClass, type RateClasses } from "./rate.ts";

const variable = "HOMEPORT_RATE_LIMITS";

/**
 * The classes as an operator wants them; an override without a burst keeps the class's own. Throws ConfigError,
 * before anything is opened, for a class that does not exist.
 */
export function overrideRates<Name extends string>(
  classes: RateClasses<Name>,
  overrides: readonly RateOverride[],
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
    rates.set(name, { ...own, perSecond, burst: burst ?? own.burst });
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return asClasses(rates);
}

import { apiRateClasses } from "@homeport/api";
import { resetRateClasses, signInRateClasses } from "@homeport/auth";
import {
  defineFleetRateClasses,
  defineRateClasses,
  type RateClass,
  type RateClasses,
} from "@homeport/coordination";
import { handshakeRateClasses } from "@homeport/hosts";
import { ConfigError, type RateOverride } from "@homeport/platform";

/**
 * Pages and sign-in requests of one address. Each page that is shown brings a dozen more, for what it links to, and a
 * household shares one address.
 */
const pageRateClasses = defineRateClasses({ page: "1800/m+600" });

/** Calls that have the catalog reloaded, of everybody together; and those of one address that prove nothing. */
const reloadRateClasses = {
  ...defineRateClasses({ "catalog-reload": "600/m+600" }),
  ...defineFleetRateClasses({ "catalog-reload-failures": "60/m+60" }),
};

const webRateClasses = {
  ...{ ...pageRateClasses, ...apiRateClasses, ...reloadRateClasses },
  ...{ ...signInRateClasses, ...resetRateClasses },
};

export type WebRateClass = keyof typeof webRateClasses;

/**
 * Every class that web limits by, as the operator wants them. Throws ConfigError for a class that nobody has; those of
 * relays are theirs to read.
 */
export function webRates(overrides: readonly RateOverride[]): RateClasses<WebRateClass> {
  const own = overrides.filter(({ name }) => !Object.hasOwn(handshakeRateClasses, name));
  return overrideRates(webRateClasses, own);
}

/** The classes with an operator's replacements; an override of a class that nobody has refuses to start. */
export function overrideRates<Name extends string>(
  classes: RateClasses<Name>,
  overrides: readonly RateOverride[],
): RateClasses<Name> {
  const problems = overrides.filter(({ name }) => !Object.hasOwn(classes, name));
  if (problems.length > 0) {
    throw new ConfigError(
      problems.map(({ name }) => ({
        name: "HOMEPORT_RATE_LIMITS",
        problem: `names the class ${name}, which does not exist`,
        remedy: `Use one of ${Object.keys(classes).sort().join(", ")}.`,
      })),
    );
  }
  const replaced: { [Class in Name]: RateClass } = { ...classes };
  for (const name in classes) {
    const override = overrides.find((candidate) => candidate.name === name);
    if (override !== undefined) {
      const { perSecond, burst = classes[name].burst } = override;
      replaced[name] = { ...classes[name], perSecond, burst };
    }
  }
  return replaced;
}

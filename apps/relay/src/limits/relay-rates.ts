import { overrideRates, type RateFleet } from "@homeport/coordination";
import { handshakeRateClasses } from "@homeport/hosts";
import type { SharedConfig } from "@homeport/platform";

/**
 * The classes of a relay as the operator wants them. All programs are given the same overrides: of those of web, web
 * itself says whether there is such a class. Throws ConfigError for a burst that is nothing for a replica.
 */
export function relayRates(config: RateFleet & Pick<SharedConfig, "rateOverrides">) {
  const own = config.rateOverrides.filter(({ name }) => Object.hasOwn(handshakeRateClasses, name));
  return overrideRates(handshakeRateClasses, own, config);
}

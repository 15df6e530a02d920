import { apiRateClasses } from "@homeport/api";
import { resetRateClasses, signInRateClasses } from "@homeport/auth";
import {
  defineFleetRateClasses,
  defineRateClasses,
  overrideRates,
  type RateClasses,
  type RateFleet,
} from "@homeport/coordination";
import { handshakeRateClasses } from "@homeport/hosts";
import type { SharedConfig } from "@homeport/platform";

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
 * Every class that web limits by, as the operator wants them. Throws ConfigError for a class that nobody has, and for a
 * burst that is nothing for a replica; those of relays are theirs to read.
 */
export function webRates(
  config: RateFleet & Pick<SharedConfig, "rateOverrides">,
): RateClasses<WebRateClass> {
  const own = config.rateOverrides.filter(({ name }) => !Object.hasOwn(handshakeRateClasses, name));
  return overrideRates(webRateClasses, own, config);
}

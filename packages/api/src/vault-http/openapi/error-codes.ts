import { coordinationErrors } from "@homeport/coordination";
import { dbErrors } from "@homeport/db";
import { type ErrorDefinition, platformErrors } from "@homeport/platform";
import { vaultsErrors } from "@homeport/vaults";
import { apiErrors } from "../../errors.ts";

const { SERVER_KEY_LOCKED: _endsTheProcess, ...ofVaults } = vaultsErrors;
const { INTERNAL, NOT_FOUND, METHOD_NOT_ALLOWED, RATE_LIMITED, CURSOR_INVALID, LIMIT_INVALID } =
  platformErrors;
const { DRAINING } = platformErrors;
const { STORE_BUSY, STORE_DOWN, OUTCOME_UNKNOWN } = dbErrors;
const { KEY_SESSION_INVALID } = coordinationErrors;
const { FILTER_INVALID, STREAM_LIMIT, ORIGIN_REFUSED } = apiErrors;

/** Every code that a route of vaults can answer with. */
export const vaultHttpErrors: Readonly<Record<string, ErrorDefinition>> = {
  ...ofVaults,
  ...{ INTERNAL, NOT_FOUND, METHOD_NOT_ALLOWED, RATE_LIMITED, CURSOR_INVALID, LIMIT_INVALID },
  ...{ STORE_BUSY, STORE_DOWN, OUTCOME_UNKNOWN, KEY_SESSION_INVALID },
  ...{ FILTER_INVALID, STREAM_LIMIT, ORIGIN_REFUSED, DRAINING },
};

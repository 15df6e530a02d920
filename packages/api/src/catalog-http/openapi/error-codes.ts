import { catalogErrors } from "@homeport/catalog";
import { dbErrors } from "@homeport/db";
import { type ErrorDefinition, platformErrors } from "@homeport/platform";

const { CATALOG_NOT_CONFIGURED, CATALOG_EMPTY, CATALOG_DEGRADED, CATALOG_QUERY_INVALID } =
  catalogErrors;
const { CATALOG_ENTRY_NOT_FOUND, CATALOG_ENTRY_REMOVED } = catalogErrors;
const { CATALOG_CHANGES_GONE, CATALOG_GENERATION_AHEAD } = catalogErrors;
const { INTERNAL, NOT_FOUND, METHOD_NOT_ALLOWED } = platformErrors;
const { STORE_BUSY, STORE_DOWN } = dbErrors;

/** Every code that a route of the catalog can answer with. */
export const catalogHttpErrors: Readonly<Record<string, ErrorDefinition>> = {
  ...{ CATALOG_NOT_CONFIGURED, CATALOG_EMPTY, CATALOG_DEGRADED, CATALOG_QUERY_INVALID },
  ...{ CATALOG_ENTRY_NOT_FOUND, CATALOG_ENTRY_REMOVED },
  ...{ CATALOG_CHANGES_GONE, CATALOG_GENERATION_AHEAD },
  ...{ INTERNAL, NOT_FOUND, METHOD_NOT_ALLOWED, STORE_BUSY, STORE_DOWN },
};

import { type ErrorOptionsFor, type ErrorTable, HomeportError } from "@homeport/platform";

/** What may be wrong with the catalog, its repository, or what somebody asks of it. */
export const catalogErrors = {
  CATALOG_NOT_CONFIGURED: {
    owner: "config",
    status: 404,
    retryable: false,
    message: "This installation has no catalog.",
  },
  CATALOG_BRANCH_MISSING: {
    owner: "upstream",
    status: 502,
    retryable: true,
    message: "The catalog's repository has no such branch.",
  },
  CATALOG_FETCH_FAILED: {
    owner: "upstream",
    status: 502,
    retryable: true,
    message: "The catalog's repository could not be fetched.",
  },
  CATALOG_GIT_DEADLINE: {
    owner: "upstream",
    status: 502,
    retryable: true,
    message: "The catalog's repository did not answer in time.",
  },
  CATALOG_GIT_MISSING: {
    owner: "config",
    status: 500,
    retryable: false,
    message: "The program git is missing, or older than 2.30. Install it where workers run.",
  },
  CATALOG_GIT_FAILED: {
    owner: "platform",
    status: 500,
    retryable: true,
    message: "git did not do what it was told.",
  },
  CATALOG_OBJECT_MISSING: {
    owner: "platform",
    status: 500,
    retryable: true,
    message: "A part of the catalog's repository is missing here.",
  },
  CATALOG_EMPTY: {
    owner: "platform",
    status: 503,
    retryable: true,
    retryAfterMs: 5_000,
    message: "The catalog has nothing to show yet.",
  },
  CATALOG_QUERY_INVALID: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "This is no question that the catalog understands.",
  },
  CATALOG_ENTRY_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "The catalog has no such app.",
  },
  CATALOG_APPLY_FAILED: {
    owner: "platform",
    status: 500,
    retryable: true,
    message: "This replica could not take the newest state of the catalog over.",
  },
  CATALOG_FENCED: {
    owner: "platform",
    status: 500,
    retryable: false,
    message: "A later syncer has taken over.",
  },
} as const satisfies ErrorTable;

export type CatalogErrorCode = keyof typeof catalogErrors;

export class CatalogError extends HomeportError<CatalogErrorCode> {
  constructor(code: CatalogErrorCode, options: ErrorOptionsFor = {}) {
    super(catalogErrors, code, options);
  }
}

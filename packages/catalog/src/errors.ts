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
  CATALOG_ENTRY_REMOVED: {
    owner: "client",
    status: 410,
    retryable: false,
    message: "This app was removed from the catalog.",
  },
  CATALOG_CHANGES_GONE: {
    owner: "client",
    status: 410,
    retryable: false,
    message: "What changed since then is not kept, or is too much. Read the list anew.",
  },
  CATALOG_GENERATION_AHEAD: {
    owner: "client",
    status: 409,
    retryable: true,
    message: "This generation is not served here yet.",
  },
  CATALOG_INSTALL_INVALID: {
    owner: "client",
    status: 422,
    retryable: false,
    message: "The app cannot be installed like this.",
  },
  CATALOG_ARCHITECTURE: {
    owner: "client",
    status: 422,
    retryable: false,
    message: "This host cannot run the app.",
  },
  CATALOG_APPLY_FAILED: {
    owner: "platform",
    status: 500,
    retryable: true,
    message: "This replica could not take the newest state of the catalog over.",
  },
  CATALOG_SCHEMA_TOO_NEW: {
    owner: "platform",
    status: 500,
    retryable: true,
    message:
      "This replica is too old for the newest state of the catalog; it serves the one before.",
  },
  CATALOG_DEGRADED: {
    owner: "platform",
    status: 503,
    retryable: true,
    retryAfterMs: 5_000,
    message: "This replica could not load the catalog yet.",
  },
  CATALOG_UNAUTHORIZED: {
    owner: "client",
    status: 401,
    retryable: false,
    message: "This needs the reload secret as a bearer token.",
  },
  CATALOG_RELOAD_NOT_CONFIGURED: {
    owner: "config",
    status: 503,
    retryable: false,
    message: "hot-reload not configured",
  },
  CATALOG_BODY_INVALID: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "The body is no JSON object of branch and commitHash.",
  },
  CATALOG_BODY_TOO_LARGE: {
    owner: "client",
    status: 413,
    retryable: false,
    message: "The body is larger than 1 MiB.",
  },
  CATALOG_BODY_TYPE: {
    owner: "client",
    status: 415,
    retryable: false,
    message: "The body has to be JSON: choose application/json.",
  },
  CATALOG_BRANCH_UNKNOWN: {
    owner: "client",
    status: 400,
    retryable: false,
    message: "The catalog follows another branch.",
  },
  CATALOG_REJECTED: {
    owner: "upstream",
    status: 422,
    retryable: false,
    message: "The newest commit has problems; what was served stays.",
  },
  CATALOG_HISTORY_REWRITTEN: {
    owner: "upstream",
    status: 409,
    retryable: false,
    message: "The branch's history was rewritten; nothing is taken over.",
  },
  CATALOG_PAUSED: {
    owner: "platform",
    status: 409,
    retryable: false,
    message: "The catalog is paused; the newest commit is noted and not taken over.",
  },
  CATALOG_EDIT_INVALID: {
    owner: "client",
    status: 422,
    retryable: false,
    message: "With this change the catalog would have problems.",
  },
  CATALOG_CONFLICT: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "Somebody else has changed the same files in the meantime.",
  },
  CATALOG_TIP_REJECTED: {
    owner: "upstream",
    status: 409,
    retryable: false,
    message: "The branch's newest commit has problems, and this change does not put them right.",
  },
  CATALOG_PUSH_REFUSED: {
    owner: "upstream",
    status: 422,
    retryable: false,
    message: "The catalog's repository refuses this change.",
  },
  CATALOG_WRITES_OFF: {
    owner: "config",
    status: 403,
    retryable: false,
    message: "This installation's catalog is not changed from the console.",
  },
  CATALOG_STALE_VIEW: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "The catalog has moved on since this page was read. Look again.",
  },
  CATALOG_OPERATION_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no such change of the catalog.",
  },
  CATALOG_RELOAD_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "No reload was given this number.",
  },
  CATALOG_GENERATION_NOT_FOUND: {
    owner: "client",
    status: 404,
    retryable: false,
    message: "There is no such generation of the catalog.",
  },
  CATALOG_DELIVERY_REPLAYED: {
    owner: "client",
    status: 409,
    retryable: false,
    message: "This very delivery was taken before.",
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

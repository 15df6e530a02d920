/** Why a state, a payload or a patch is no good. */
export type DeltaReason =
  | "utf8"
  | "byte-order-mark"
  | "syntax"
  | "duplicate-key"
  | "forbidden-key"
  | "lone-surrogate"
  | "depth"
  | "integer-range"
  | "number-overflow"
  | "not-json"
  | "not-canonical"
  | "operation"
  | "pointer"
  | "missing"
  | "index"
  | "test"
  | "into-itself"
  | "no-document"
  | "too-much-work"
  | "kind"
  | "payload";

/** Why signers cannot share a vault. */
export type RosterReason =
  | "shape"
  | "signer-count"
  | "id"
  | "key"
  | "duplicate"
  | "role"
  | "label"
  | "threshold";

/** What each code says besides its sentence. A `path` is a JSON Pointer to the innermost value that is to blame. */
interface RefusalDetails {
  /** `offset` counts the characters (UTF-16) of the text; for bytes that are no text it counts bytes. */
  DELTA_INVALID: {
    readonly path: string;
    readonly reason: DeltaReason;
    readonly offset?: number;
  };
  /** The commitment that the delta leads to, as it is computed here. */
  DELTA_MISMATCH: { readonly next: string };
  DELTA_THRESHOLD: { readonly required: number; readonly got: number };
  SIGNATURE_INVALID: { readonly signerId: string };
  ROSTER_INVALID: { readonly path: string; readonly reason: RosterReason };
  TOO_LARGE: { readonly maxBytes: number };
  VAULT_RELEASED: Readonly<Record<string, never>>;
  /** Nothing more: who is turned away learns no reason. */
  AUTH_FAILED: Readonly<Record<string, never>>;
  REQUEST_INVALID: { readonly part: "path" | "query" };
  MEDIA_TYPE: Readonly<Record<string, never>>;
}

export type RefusalCode = keyof RefusalDetails;

/**
 * What the core says to input that breaks a rule. It knows no other way to fail: anything else that it throws is a
 * fault of its own.
 */
export class Refusal<C extends RefusalCode = RefusalCode> extends Error {
  readonly code: C;
  readonly details: RefusalDetails[C];

  constructor(code: C, details: RefusalDetails[C]) {
    super(code);
    this.name = "Refusal";
    this.code = code;
    this.details = details;
  }
}

export function isRefusal<C extends RefusalCode>(error: unknown, code: C): error is Refusal<C> {
  return error instanceof Refusal && error.code === code;
}

export function invalidDelta(reason: DeltaReason, path = "", offset?: number): Refusal {
  return new Refusal("DELTA_INVALID", {
    path,
    reason,
    ...(offset === undefined ? {} : { offset }),
  });
}

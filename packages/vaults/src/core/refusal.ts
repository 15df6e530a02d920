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

/** What each code says besides its sentence. A `path` is a JSON Pointer to the innermost value that is to blame. */
interface RefusalDetails {
  /** `offset` counts the characters (UTF-16) of the text; for bytes that are no text it counts bytes. */
  DELTA_INVALID: {
    readonly path: string;
    readonly reason: DeltaReason;
    readonly offset?: number;
  };
  TOO_LARGE: { readonly maxBytes: number };
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

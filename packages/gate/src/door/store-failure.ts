import { isHomeportError } from "@homeport/platform";
import type { RefusalCode } from "../decide/codes.ts";

/** What a visitor is told when the gate could not read what it needs; never "allow", never 500. */
export interface StoreFailure {
  readonly code: Extract<RefusalCode, "STORE_BUSY" | "STORE_DOWN" | "TOO_MANY_TRIES">;
  readonly retryAfterMs: number;
}

export function storeFailureOf(error: unknown): StoreFailure {
  if (isHomeportError(error)) {
    const retryAfterMs = error.retryAfterMs ?? 1000;
    if (error.code === "TOO_MANY_TRIES") return { code: "TOO_MANY_TRIES", retryAfterMs };
    if (error.code === "STORE_BUSY") return { code: "STORE_BUSY", retryAfterMs };
  }
  return { code: "STORE_DOWN", retryAfterMs: 1000 };
}

import { Refusal } from "../src/core/index.ts";

/** What the core says against `act`; null when it says nothing. Anything else that is thrown goes on. */
export function refusalOf(act: () => unknown): Refusal | null {
  try {
    act();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Its code and details in one value, to compare. */
export function refused(act: () => unknown): unknown {
  const refusal = refusalOf(act);
  return refusal === null ? null : { code: refusal.code, ...refusal.details };
}

import type { Named } from "./organization.ts";

/** Who may call a procedure, and with what. */
export interface Door {
  /** Its kind and the word that opens it: `query app.read`. */
  readonly who: string;
  /** An input that it accepts, naming what belongs to the owner's organization. */
  readonly input: (named: Named) => unknown;
}

export function door(who: string, input: Door["input"] = () => undefined): Door {
  return { who, input };
}

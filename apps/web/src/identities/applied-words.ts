import type { Applied } from "./identity-types.ts";

/** What a change came to, with a word on relays that do not decide by it yet. */
export function tellApplied(what: string, { relays, of }: Applied): string {
  if (relays >= of) {
    return what;
  }
  return `${what}. ${relays} of ${of} relays have it; the others follow as soon as they are reached.`;
}

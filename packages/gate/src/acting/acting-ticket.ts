/** What a ticket lets its bearer do once in somebody's name. A new use gets a new purpose. */
export type ActingPurpose = "host.check" | "host.log";

/** What a ticket is good for: one act, on one thing. */
export interface ActingScope {
  readonly purpose: ActingPurpose;
  /** The id of what is acted on. */
  readonly subject: string;
}

/** In whose name: the person behind a session, or behind a key. */
export type ActingBy = { readonly sessionId: string } | { readonly keyId: string };

export const actingRealm = "acting";
/** By the store's clock, which both ends ask. */
export const actingLifeMs = 30_000;

/** Under which name a scope's tickets are kept. */
export function actingPrincipal({ purpose, subject }: ActingScope): string {
  return `${purpose} ${subject}`;
}

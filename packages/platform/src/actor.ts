/** Who acts. Everything that is audited, limited or authorized names exactly one of these. */
export type Actor =
  | {
      kind: "user";
      userId: string;
      /** Empty for a program that acts by a key. */
      sessionId: string;
      /** The API key by which a program acts as the person. */
      keyId?: string;
      name: string;
      email: string;
    }
  | { kind: "host"; hostId: string; organizationId: string }
  /** An operator who signed in by a key, `ed25519:<64 hex>`. */
  | { kind: "operator-key"; keyId: string }
  | { kind: "system"; name: string }
  | { kind: "anonymous" };

/** What is known of one request, from the edge to the audit row. */
export interface RequestContext {
  actor: Actor;
  /** The visitor's address after trusted proxies are taken off; null when none is known. */
  address: string | null;
  requestId: string;
  /** The organization in whose name the request acts, when there is one. */
  organizationId?: string;
}

/** The id that stands for the actor in audit rows and limits; null for a stranger. */
export function actorId(actor: Actor): string | null {
  switch (actor.kind) {
    case "user":
      return actor.userId;
    case "host":
      return actor.hostId;
    case "operator-key":
      return actor.keyId;
    case "system":
      return actor.name;
    case "anonymous":
      return null;
  }
}

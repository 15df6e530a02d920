import type { KeyPrincipal } from "@homeport/gate";
import type { Actor } from "@homeport/platform";
import type { Session } from "./session.ts";

/** The actor of a session; anonymous for null. */
export function actorOf(session: Session | null): Actor {
  if (session === null) return { kind: "anonymous" };
  const { userId, sessionId, name, email } = session;
  return { kind: "user", userId, sessionId, name, email };
}

/** The actor of a key: the person who made it, who acts by no session. */
export function actorOfKey({ userId, keyId, name, email }: KeyPrincipal): Actor {
  return { kind: "user", userId, sessionId: "", keyId, name, email };
}

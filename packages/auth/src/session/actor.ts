import type { Actor } from "@homeport/platform";
import type { Session } from "./session.ts";

/** The actor of a session; anonymous for null. */
export function actorOf(session: Session | null): Actor {
  if (session === null) return { kind: "anonymous" };
  const { userId, sessionId, name, email } = session;
  return { kind: "user", userId, sessionId, name, email };
}

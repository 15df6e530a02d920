import type { Topic } from "@homeport/coordination";
import type { Actor } from "@homeport/platform";

/** What tells that somebody may do less than before: each topic's key holds the id of a person, a session or a key. */
export const rightTopics = [
  "session",
  "user",
  "member",
  "key",
  "key-session",
] as const satisfies readonly Topic[];

/** Whether news of `key` may be of what this actor may do. */
export function isNewsOf(actor: Actor, key: string): boolean {
  if (actor.kind !== "user") return false;
  const { userId, sessionId, keyId = "" } = actor;
  return [userId, sessionId, keyId].some((id) => id !== "" && key.includes(id));
}

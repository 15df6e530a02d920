import type { Topic } from "@homeport/coordination";
import type { KnownPrincipal } from "./principal.ts";

/** What a principal depends on, as the feed names it. */
export type Subject = `${"session" | "user" | "key" | "link"}:${string}`;

/** Everything on the feed that ends or changes a principal. */
export const principalTopics = ["session", "user", "member", "key", "link"] as const;

/** The subject of an announcement with one of `principalTopics`; a membership is announced by its user. */
export function subjectOf(topic: Topic, key: string): Subject {
  const named = topic === "session" || topic === "key" || topic === "link";
  return named ? `${topic}:${key}` : `user:${key}`;
}

/** Topic `session` names sessions and app sessions alike; ids never meet. */
export function subjectsOf(principal: KnownPrincipal): readonly Subject[] {
  if (principal.kind === "link") {
    return [`link:${principal.linkId}`, `session:${principal.appSessionId}`];
  }
  const user: Subject = `user:${principal.userId}`;
  if (principal.kind === "key") return [`key:${principal.keyId}`, user];
  const { sessionId, appSessionId } = principal;
  const own: readonly Subject[] = [`session:${sessionId}`, user];
  return appSessionId === null ? own : [...own, `session:${appSessionId}`];
}

/** Whether an announcement concerns a principal; asked for each open stream, so nothing is made for it. */
export function dependsOn(principal: KnownPrincipal, topic: Topic, key: string): boolean {
  if (principal.kind === "link") {
    return topic === "link" ? principal.linkId === key : principal.appSessionId === key;
  }
  if (topic === "link") return false;
  if (topic === "key") return principal.kind === "key" && principal.keyId === key;
  if (topic !== "session") return principal.userId === key;
  if (principal.kind === "key") return false;
  return principal.sessionId === key || principal.appSessionId === key;
}

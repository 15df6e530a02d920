import { schema } from "@homeport/db";
import { newId, newToken } from "@homeport/platform";
import type { TestStores } from "./test-stores.ts";

export interface TestSession {
  readonly sessionId: string;
  readonly userId: string;
}

/** A live session of the stores' owner at the console. */
export async function addSession(stores: TestStores): Promise<TestSession> {
  const { actor } = stores.owner;
  if (actor.kind !== "user") throw new Error("not a person");
  const sessionId = newId();
  const expiresAt = new Date(Date.now() + 3_600_000);
  const session = { id: sessionId, token: newToken(), userId: actor.userId, expiresAt };
  await stores.db.orm.insert(schema.sessions).values(session);
  return { sessionId, userId: actor.userId };
}

/** What a browser would send back of an answer's cookies. */
export function cookieOf(answer: { headers: { "set-cookie"?: string[] | undefined } }): string {
  return (answer.headers["set-cookie"] ?? []).map((one) => one.split(";", 1)[0]).join("; ");
}

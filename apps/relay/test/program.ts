import { createHmac } from "node:crypto";
import { revokeSession } from "@homeport/auth";
import { schema } from "@homeport/db";
import { type Actor, newId, newToken, silentLog } from "@homeport/platform";
import type { TestStores } from "./test-stores.ts";

export interface TestProgram {
  readonly userId: string;
  readonly sessionId: string;
  /** The signed token, as the command line keeps it. */
  readonly token: string;
}

/** Signs a program in as a person: the owner of the stores' organization unless somebody else is named. */
export async function signInProgram(
  stores: TestStores,
  person?: { readonly userId: string },
): Promise<TestProgram> {
  const { actor } = stores.owner;
  const userId = person?.userId ?? (actor.kind === "user" ? actor.userId : "");
  const [sessionId, token] = [newId(), newToken()];
  const expiresAt = new Date(stores.clock.nowMs() + 86_400_000);
  await stores.db.orm
    .insert(schema.sessions)
    .values({ id: sessionId, token, userId, expiresAt, kind: "cli" });
  const secret = stores.keys.key("better-auth").toString("base64url");
  const mac = createHmac("sha256", secret).update(token).digest("base64");
  return { userId, sessionId, token: `${token}.${mac}` };
}

/** Somebody who belongs to no organization. */
export async function addStranger(stores: TestStores): Promise<{ userId: string }> {
  const userId = newId();
  const email = `${userId}@example.org`;
  await stores.db.orm.insert(schema.users).values({ id: userId, name: "Eve", email });
  return { userId };
}

/** Ends a session as a sign-out elsewhere does. */
export async function endSession(
  stores: TestStores,
  { userId, sessionId }: TestProgram,
): Promise<void> {
  const actor: Actor = { kind: "user", userId, sessionId, name: "", email: "" };
  await revokeSession(
    { db: stores.db, feed: stores.feed, log: silentLog, actor, address: null, requestId: newId() },
    { sessionId },
  );
}

/** The header by which a program names itself. */
export function bearer({ token }: TestProgram): { Authorization: string } {
  return { Authorization: `Bearer ${token}` };
}

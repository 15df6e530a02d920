import type { Db } from "@homeport/db";
import { verifyPassword } from "better-auth/crypto";
import type { HashQueue } from "../sign-in/hash-queue.ts";
import { selectPasswordHash } from "./store.ts";

/** Whether this is the password of a known person; false for one who has none. */
export async function checkPassword(
  deps: { readonly db: Db; readonly hashes: HashQueue },
  userId: string,
  password: string,
): Promise<boolean> {
  const hash = await selectPasswordHash(deps.db.orm, userId);
  if (hash === null) return false;
  return await deps.hashes.run(() => verifyPassword({ hash, password }));
}

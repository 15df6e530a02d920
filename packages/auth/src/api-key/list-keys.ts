import type { AuthContext } from "../context.ts";
import { actingUser } from "../session/acting-user.ts";
import { type KeyView, maxKeys } from "./key-view.ts";
import { selectKeys } from "./store.ts";

/** Keys of the acting person in all organizations, the newest first; revoked ones are not told of. */
export async function listKeys(ctx: Pick<AuthContext, "db" | "actor">): Promise<KeyView[]> {
  return await selectKeys(ctx.db.orm, actingUser(ctx).userId, maxKeys);
}

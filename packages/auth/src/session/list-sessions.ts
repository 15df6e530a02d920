import type { AuthContext } from "../context.ts";
import { actingUser } from "./acting-user.ts";
import type { SessionRow } from "./session.ts";
import { selectSessions } from "./store.ts";

/** Sessions of the acting person, the current one first, then the last seen. */
export async function listSessions(ctx: Pick<AuthContext, "db" | "actor">): Promise<SessionRow[]> {
  const user = actingUser(ctx);
  const rows = await selectSessions(ctx.db.orm, user.userId);
  return rows
    .map((row) => ({ ...row, current: row.sessionId === user.sessionId }))
    .sort((left, right) => Number(right.current) - Number(left.current));
}

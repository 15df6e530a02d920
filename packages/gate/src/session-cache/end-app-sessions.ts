import type { GateDeps } from "../context.ts";
import type { AppCredential, LinkCredential } from "./session-cache.ts";
import { deleteAppSession } from "./store.ts";

/** Ends the app sessions of these credentials everywhere; those that are gone already are no error. */
export async function endAppSessions(
  deps: Pick<GateDeps, "db" | "feed">,
  credentials: readonly (AppCredential | LinkCredential)[],
): Promise<void> {
  if (credentials.length === 0) return;
  await deps.db.system("gate.end-app-sessions", async (tx, after) => {
    for (const credential of credentials) {
      const id = await deleteAppSession(tx, credential);
      if (id !== null) after.commit(() => deps.feed.announce("session", id));
    }
  });
}

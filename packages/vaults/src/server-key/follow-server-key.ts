import type { Feed } from "@homeport/coordination";
import type { ServerSigner } from "./open-server-key.ts";

/** Announced when there is a new key; no vault has this id. */
export const serverKeyRotation = "server-key";

/**
 * Has this replica sign with the newest key as soon as it hears of it; until then its words are good, too. Returns how to
 * stop.
 */
export function followServerKey(
  feed: Pick<Feed, "subscribe">,
  server: Pick<ServerSigner, "reload">,
): () => void {
  return feed.subscribe(["vault"], {
    apply: (_topic, key) => void (key === serverKeyRotation && server.reload()),
    flush: () => void server.reload(),
  });
}

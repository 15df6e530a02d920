import {
  createCursorCodec,
  deriveKeys,
  silentLog,
  systemClock,
  systemRandom,
} from "@homeport/platform";
import { openCatalogReader, type ReaderDeps } from "../src/index.ts";
import type { CatalogFixture } from "./fixture.ts";

/** What a web replica stands on that hears nothing: whoever waits there looks. Its reader is for the caller to close. */
export function openDeafReplica(
  { db }: Pick<CatalogFixture, "db">,
  own: Pick<Partial<ReaderDeps>, "replicaId" | "onStep"> = {},
) {
  const feed = { subscribe: () => () => undefined };
  const reader = openCatalogReader({
    ...{ db, feed, clock: systemClock, random: systemRandom, log: silentLog },
    events: { applied: () => undefined, refused: () => undefined },
    ...{ replicaId: "web-1", appVersion: "1.0.0", ...own },
  });
  const cursors = createCursorCodec(deriveKeys("a secret of at least thirty-two characters"));
  return { db, reader, cursors, clock: systemClock, feed };
}

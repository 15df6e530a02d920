import type { Feed } from "@homeport/coordination";
import type { Db } from "@homeport/db";
import type { Clock, CursorCodec, Random, RequestContext } from "@homeport/platform";
import type { GalleryEvents } from "./events.ts";
import type { StorageDriver } from "./storage/driver.ts";
import type { WorkKey } from "./work/work-key.ts";

/** What this domain's verbs stand on; built once in each app's `context.ts`. */
export interface GalleryDeps {
  readonly db: Db;
  readonly storage: StorageDriver;
  /** Says that these rows are due. It may fail, and takes half a second at most: the rows say so, too. */
  wakeWork(keys: readonly WorkKey[]): Promise<void>;
  /** Wakes rows of which a queue has lost the wake and does not know that. As late and as short as `wakeWork`. */
  wakeStale?(keys: readonly WorkKey[]): Promise<void>;
  /**
   * Tells workers at once that a run is cancelled, and screens what is another; without it workers learn of it with their
   * next renewal, and screens when they ask again.
   */
  readonly feed?: Pick<Feed, "announce" | "subscribe">;
  readonly clock: Clock;
  readonly random: Random;
  readonly cursors: CursorCodec;
  readonly events: GalleryEvents;
  readonly maxUploadBytes: number;
  /** Is told of bytes that were received, and has the memory that they came in collected. */
  receivedBytes?(byteCount: number): void;
  /** Of AVIF renditions, 0 to 3; part of their recipe. 0 unless told. */
  readonly avifEffort?: number;
}

/** `permissions` are those of the actor in `organizationId`, read live by the caller. */
export interface GalleryContext extends GalleryDeps, RequestContext {
  readonly permissions: ReadonlySet<string>;
}

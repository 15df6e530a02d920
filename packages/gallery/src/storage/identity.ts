import { text } from "node:stream/consumers";
import type { Db } from "@homeport/db";
import { newId, type Random } from "@homeport/platform";
import { GalleryError } from "../errors.ts";
import type { StorageDriver } from "./driver.ts";
import { markerKey } from "./key.ts";
import { claimIdentity, findIdentity, lockIdentity } from "./store.ts";

interface IdentityDeps {
  readonly db: Pick<Db, "orm" | "system">;
  readonly storage: StorageDriver;
  readonly random: Random;
}

/**
 * Whether this replica's storage is the one that the installation knows: the marker in it says the same as the row. The
 * first replica of all makes both. Throws STORAGE_MISMATCH, and STORAGE_UNAVAILABLE.
 */
export async function checkStorageIdentity(deps: IdentityDeps): Promise<void> {
  const known = (await findIdentity(deps.db.orm)) ?? (await claim(deps));
  const marker = await readMarker(deps.storage);
  if (marker === null || marker !== known) {
    const detail = marker === null ? "its marker is missing" : `marker ${marker}, row ${known}`;
    throw new GalleryError("STORAGE_MISMATCH", { detail });
  }
}

/**
 * Replicas that begin at once take turns: not every storage can refuse to write over a marker that another has just
 * written. A marker that is there already counts, so that a storage can be taken to a new database.
 */
async function claim({ db, storage, random }: IdentityDeps): Promise<string | null> {
  return await db.system("gallery.claim-storage", async (tx) => {
    const known = await lockIdentity(tx);
    if (known !== null) return known;
    await storage.create(markerKey, newId(Date.now(), random));
    const marker = await readMarker(storage);
    return marker === null ? null : await claimIdentity(tx, marker);
  });
}

async function readMarker(storage: StorageDriver): Promise<string | null> {
  const marker = await storage.read(markerKey);
  return marker === null ? null : (await text(marker)).trim();
}

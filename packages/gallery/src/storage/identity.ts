import { text } from "node:stream/consumers";
import type { Db, Reader } from "@homeport/db";
import { newId, type Random } from "@homeport/platform";
import { GalleryError } from "../errors.ts";
import type { StorageDriver } from "./driver.ts";
import { markerKey } from "./key.ts";
import { claimIdentity, findIdentity } from "./store.ts";

/**
 * Whether this replica's storage is the one that the installation knows: the marker in it says the same as the row. The
 * first replica of all makes both. Throws STORAGE_MISMATCH, and STORAGE_UNAVAILABLE.
 */
export async function checkStorageIdentity(deps: {
  db: Pick<Db, "orm">;
  storage: StorageDriver;
  random: Random;
}): Promise<void> {
  const { storage } = deps;
  const orm: Reader = deps.db.orm;
  const known = await findIdentity(orm);
  const marker = (await readMarker(storage)) ?? (known === null ? await mark(deps) : null);
  const agreed = known ?? (marker === null ? null : await claimIdentity(orm, marker));
  if (marker === null || marker !== agreed) {
    const detail = marker === null ? "its marker is missing" : `marker ${marker}, row ${agreed}`;
    throw new GalleryError("STORAGE_MISMATCH", { detail });
  }
}

/** Of two replicas that begin at once on one storage, one writes the marker and both read it. */
async function mark({ storage, random }: { storage: StorageDriver; random: Random }) {
  await storage.create(markerKey, newId(Date.now(), random));
  return await readMarker(storage);
}

async function readMarker(storage: StorageDriver): Promise<string | null> {
  const marker = await storage.read(markerKey);
  return marker === null ? null : (await text(marker)).trim();
}

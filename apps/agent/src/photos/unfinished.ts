import type { PhotosFile } from "../state/files.ts";
import type { JsonFile } from "../state/json-file.ts";
import type { HashedFile } from "./photo-file.ts";

/** Where files stand that were not sent to their end, kept so that a killed run is gone on with. */
export interface Unfinished {
  find(file: HashedFile): string | undefined;
  keep(file: HashedFile, address: string): Promise<void>;
  forget(file: HashedFile): Promise<void>;
}

/** Addresses of other consoles, of other organizations and of files that have changed are of no use. */
export async function openUnfinished(
  file: JsonFile<PhotosFile>,
  place: { webUrl: string; organizationId: string },
): Promise<Unfinished> {
  const kept = new Map(
    ((await file.readOrSetAside()).value?.unfinished ?? []).map((entry) => [
      keyOf(entry, entry.path),
      entry,
    ]),
  );
  let writing: Promise<void> = Promise.resolve();

  /** One after the other; each writes what is known then. */
  function save(): Promise<void> {
    writing = writing
      .catch(() => undefined)
      .then(() => file.write({ unfinished: [...kept.values()] }));
    return writing;
  }

  const own = ({ path }: HashedFile) => keyOf(place, path.toString("base64"));
  return {
    find(photo) {
      const entry = kept.get(own(photo));
      const isSame =
        entry?.sizeBytes === photo.sizeBytes && entry.modifiedAtMs === photo.modifiedAtMs;
      return isSame ? entry.address : undefined;
    },
    async keep(photo, address) {
      const { sizeBytes, modifiedAtMs } = photo;
      const path = photo.path.toString("base64");
      kept.set(own(photo), { ...place, path, sizeBytes, modifiedAtMs, address });
      await save();
    },
    async forget(photo) {
      if (kept.delete(own(photo))) await save();
    },
  };
}

function keyOf(place: { webUrl: string; organizationId: string }, path: string): string {
  return JSON.stringify([place.webUrl, place.organizationId, path]);
}

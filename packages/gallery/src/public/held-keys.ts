/** Which keys of a cache are a gallery's, so that they can be dropped when the gallery is told to be another. */
export interface HeldKeys {
  add(organizationId: string, key: string): void;
  /** Those of a gallery, which are held no more. */
  take(organizationId: string): readonly string[];
}

/**
 * Holds `most` keys at once. One more has it forget them all: their entries then stay until the cache has them pushed out
 * or finds them old, which nobody sees.
 */
export function createHeldKeys(most: number): HeldKeys {
  const byGallery = new Map<string, Set<string>>();
  let count = 0;
  return {
    add(organizationId, key) {
      if (byGallery.get(organizationId)?.has(key) === true) return;
      if (count >= most) {
        byGallery.clear();
        count = 0;
      }
      const keys = byGallery.get(organizationId) ?? new Set();
      byGallery.set(organizationId, keys.add(key));
      count += 1;
    },
    take(organizationId) {
      const keys = [...(byGallery.get(organizationId) ?? [])];
      byGallery.delete(organizationId);
      count -= keys.length;
      return keys;
    },
  };
}

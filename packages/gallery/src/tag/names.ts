import { GalleryError } from "../errors.ts";
import { slugOf } from "./slug.ts";

export const tagsMost = 50;
export const tagMostChars = 64;

/** Tags by their slugs, in one order for everybody, so that two who tag at once do not wait for each other in a ring. */
export function tagsOf(names: readonly string[]): Map<string, string> {
  const bySlug = new Map<string, string>();
  for (const name of names) {
    const clean = name.normalize("NFC").trim();
    const slug = slugOf(clean);
    if (slug !== "" && !bySlug.has(slug)) bySlug.set(slug, clean);
  }
  return new Map([...bySlug].sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** A name that a person gave. Throws TAG_INVALID for one without a letter or digit, or that is too long. */
export function requireTagName(name: string): { name: string; slug: string } {
  const clean = name.normalize("NFC").trim();
  const slug = slugOf(clean);
  if (slug === "" || [...clean].length > tagMostChars) throw new GalleryError("TAG_INVALID");
  return { name: clean, slug };
}

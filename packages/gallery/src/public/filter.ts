import { cursorScope } from "@homeport/platform";
import { z } from "zod";

const word = z.string().trim().min(1).max(200);

/** What a public list is narrowed by. Everything is optional, and all of it has to hold. */
export const publicFilterFields = {
  album: word.max(100).optional(),
  tag: word.max(100).optional(),
  camera: word.optional(),
  lens: word.optional(),
  year: z.number().int().min(1826).max(9999).optional(),
  words: word.optional(),
  /** Shuffles by this; the same one gives the same order. */
  seed: z
    .string()
    .regex(/^[a-z0-9]{1,16}$/)
    .optional(),
};

export type PublicFilter = z.infer<z.ZodObject<typeof publicFilterFields>>;

/** Without these parts a list is the front page, or an album as it was arranged. */
export function isNarrowed({ tag, camera, lens, year, words }: PublicFilter): boolean {
  return [tag, camera, lens, year, words].some((part) => part !== undefined);
}

export function filterScope(organizationId: string, filter: PublicFilter): string {
  const { album, tag, camera, lens, year, words, seed } = filter;
  return cursorScope(organizationId, album, tag, camera, lens, year, words, seed);
}

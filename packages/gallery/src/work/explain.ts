import { galleryErrors } from "../errors.ts";

/** What a person is told of a code that stands on a row of work; one of another version says only that much. */
export function explainWorkError(code: string): string {
  const known = Object.entries(galleryErrors).find(([name]) => name === code);
  return known?.[1].message ?? "This photo could not be processed.";
}

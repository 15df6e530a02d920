import type { PhotoFacts } from "./photo-facts.ts";

/** What a person may write in place of the file, as `edited_fields` names it. */
export const fileFields = ["title", "caption", "taken", "location", "tags"] as const;
export type FileField = (typeof fileFields)[number];

/** What is written of a file's facts; what is left out stays as it is. */
export interface FactsChange {
  readonly columns: Partial<Omit<PhotoFacts, "keywords" | "title" | "caption">> & {
    title?: string;
    caption?: string;
  };
  /** Put on the photo beside the tags that it has. */
  readonly keywords: readonly string[];
}

/**
 * What a file's facts may change in a photo of which a person edited these fields: all else. A file without a title
 * takes none away.
 */
export function keepEdited(facts: PhotoFacts, editedFields: readonly string[]): FactsChange {
  const isEdited = (field: FileField) => editedFields.includes(field);
  const { title, caption, keywords, takenLocal, takenOffsetMin, ...rest } = facts;
  const { latitude, longitude, altitudeM, ...camera } = rest;
  return {
    columns: {
      ...camera,
      ...(title === null || isEdited("title") ? {} : { title }),
      ...(caption === null || isEdited("caption") ? {} : { caption }),
      ...(isEdited("taken") ? {} : { takenLocal, takenOffsetMin }),
      ...(isEdited("location") ? {} : { latitude, longitude, altitudeM }),
    },
    keywords: isEdited("tags") ? [] : keywords,
  };
}

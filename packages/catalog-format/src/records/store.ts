import { z } from "zod";
import { line, semver, slug } from "./fields.ts";

/** The form of records that this code writes and understands. */
export const recordSchema = 1;

/** `catalog.toml`: what the repository as a whole says of itself. */
export const storeSchema = z.strictObject({
  schema: z.literal(recordSchema).describe("the form of all records here"),
  id: slug.describe("a short name that stays"),
  name: line(60).describe("what people read above the catalog"),
  summary: line(140).optional().describe("one sentence below it"),
  minimumHomeport: semver.optional().describe("the oldest version that can use the catalog"),
});

export type Store = z.infer<typeof storeSchema>;

import { z } from "zod";
import { CatalogError } from "../errors.ts";
import { readJson } from "./read-json.ts";

/** What a caller says of the push that it heard of. Neither ever reaches git. */
const reloadInput = z.strictObject({
  branch: z.string().min(1).max(255).optional(),
  commitHash: z
    .string()
    .regex(/^[0-9a-f]{4,64}$/i)
    .transform((hash) => hash.toLowerCase())
    .optional(),
});

export type ReloadInput = z.infer<typeof reloadInput>;

/** Reads the body. An empty one says nothing, of whatever type. Throws CATALOG_BODY_TYPE and CATALOG_BODY_INVALID. */
export function readReloadBody(text: string, contentType: string | null): ReloadInput {
  if (text === "") return {};
  return readReloadInput(readJson(text, contentType));
}

/** Throws CATALOG_BODY_INVALID. */
export function readReloadInput(value: unknown): ReloadInput {
  const parsed = reloadInput.safeParse(value);
  if (!parsed.success) throw new CatalogError("CATALOG_BODY_INVALID");
  return parsed.data;
}

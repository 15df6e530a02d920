import { z } from "zod";
import { CatalogError } from "../errors.ts";

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
  if (!/^application\/json\s*(;|$)/i.test(contentType ?? "")) {
    throw new CatalogError("CATALOG_BODY_TYPE");
  }
  const parsed = reloadInput.safeParse(jsonOf(text));
  if (!parsed.success) throw new CatalogError("CATALOG_BODY_INVALID");
  return parsed.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CatalogError("CATALOG_BODY_INVALID");
  }
}

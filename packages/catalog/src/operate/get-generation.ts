import type { Reader } from "@homeport/db";
import { z } from "zod";
import { CatalogError } from "../errors.ts";
import { findGeneration } from "../store.ts";
import { listChanged } from "./store.ts";

export const generationInput = z.strictObject({ generation: z.int().positive() });

const mostChanged = 200;

/** A generation with the records that it has otherwise than the one before. Throws CATALOG_GENERATION_NOT_FOUND. */
export async function getGeneration(db: Reader, { generation }: z.infer<typeof generationInput>) {
  const found = await findGeneration(db, generation);
  if (found === null) throw new CatalogError("CATALOG_GENERATION_NOT_FOUND");
  return { ...found, records: await listChanged(db, generation, mostChanged) };
}

import { z } from "zod";

export const stages = ["dev", "test", "prod"] as const;

export type Stage = (typeof stages)[number];

/**
 * Any case passes, nothing near does: `prd`, `production` or a Cyrillic letter must stop the process
 * rather than start it as dev. Only ASCII is lower-cased, so no look-alike folds into a letter.
 */
export const stageSchema = z
  .string()
  .transform((text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()))
  .pipe(z.enum(stages, "is not one of dev, test, prod"));

import { z } from "zod";
import { line } from "./fields.ts";

/** `categories/<slug>.toml`. */
export const categorySchema = z.strictObject({
  name: line(40).describe("what people read"),
  summary: line(140).optional().describe("one sentence on what belongs there"),
  order: z.int().min(0).max(999).describe("its place among the others, the smallest first"),
});

export type Category = z.infer<typeof categorySchema>;

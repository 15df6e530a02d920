import { z } from "zod";

/** Fields of every list: at most 500 rows a page, 50 unless told; the cursor is the answer's `nextCursor`. */
export const pageFields = {
  limit: z.number().int().min(1).max(500).optional(),
  cursor: z.string().min(1).max(1024).optional(),
  /** tRPC's infinite queries always say it. Lists are read forwards only. */
  direction: z.literal("forward").optional(),
};

/** An id as the stores make them. */
export const idField = z.string().min(1).max(64);

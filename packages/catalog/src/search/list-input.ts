import { z } from "zod";

const most = { query: 200, terms: 8, page: 100, page0: 24 } as const;

/** What a list of entries may be asked. Anything else is refused, not passed over. */
export const listEntriesInput = z.strictObject({
  q: z.string().trim().max(most.query).optional(),
  category: z.array(z.string().max(60)).max(20).default([]),
  tag: z.array(z.string().max(60)).max(20).default([]),
  architecture: z.array(z.string().max(20)).max(5).default([]),
  license: z.array(z.string().max(100)).max(20).default([]),
  sort: z.enum(["relevance", "featured", "name", "updated", "new"]).optional(),
  cursor: z.string().max(1_000).optional(),
  limit: z.int().min(1).max(most.page).default(most.page0),
});

export type ListEntriesInput = z.infer<typeof listEntriesInput>;

export const maxTerms = most.terms;

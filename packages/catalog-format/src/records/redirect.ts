import { z } from "zod";
import { moment, slug } from "./fields.ts";

const redirectLifeMs = 90 * 86_400_000;

/** `slug-history/<old-slug>.toml`: where an entry is that had another slug. */
export const redirectSchema = z.strictObject({
  to: slug.describe("the slug that the entry has now"),
  movedAt: moment.describe("when it got that slug"),
  expiresAt: moment.optional().describe("when the old address ends; 90 days after movedAt"),
});

export type Redirect = z.infer<typeof redirectSchema>;

/** When a redirect ends, in epoch milliseconds; whoever serves it compares that with the clock at each request. */
export function redirectExpiresAtMs(redirect: Redirect): number {
  const { movedAt, expiresAt } = redirect;
  return expiresAt === undefined ? Date.parse(movedAt) + redirectLifeMs : Date.parse(expiresAt);
}

import { z } from "zod";

export const accessLevels = ["public", "link", "signed-in", "members", "owner"] as const;
export type AccessLevel = (typeof accessLevels)[number];

export const ruleMatches = ["prefix", "exact"] as const;
export type RuleMatch = (typeof ruleMatches)[number];

/** Narrows `members` to some roles or some people; either one suffices. */
export const audienceSchema = z.strictObject({
  roles: z
    .array(z.enum(["owner", "admin", "member"]))
    .max(3)
    .optional(),
  userIds: z.array(z.string().min(1).max(64)).max(200).optional(),
});
export type Audience = z.infer<typeof audienceSchema>;

export const maxRulesPerApp = 200;
export const maxHeadersPerRule = 20;

/** One access rule as people write it; `headers` maps names to templates. */
export const accessRuleSchema = z.strictObject({
  path: z.string().min(1).max(2048),
  match: z.enum(ruleMatches),
  level: z.enum(accessLevels),
  audience: audienceSchema.nullable().default(null),
  headers: z.record(z.string(), z.string().max(1024)).default({}),
});
export type AccessRule = z.infer<typeof accessRuleSchema>;

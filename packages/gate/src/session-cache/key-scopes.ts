import { z } from "zod";

export const maxAppsPerKey = 200;

/** What an API key is good for: the apps that it opens, and whether it may call the API. */
export const keyScopesSchema = z.strictObject({
  apps: z.union([z.literal("all"), z.array(z.string().min(1).max(64)).max(maxAppsPerKey)]),
  api: z.boolean(),
});

export type KeyScopes = z.infer<typeof keyScopesSchema>;

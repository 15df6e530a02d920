import { z } from "zod";

const identitySchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  publicKey: z.string(),
  fingerprint: z.string(),
});

const deliverySchema = z.object({
  protocol: z.enum(["http", "tcp"]),
  target: z.string().nullable(),
  targetFrom: z.enum(["declared", "console"]),
  hostHeader: z.enum(["public", "target", "custom"]),
  hostHeaderValue: z.string().nullable(),
  proxyProtocol: z.enum(["off", "v1", "v2"]),
  tlsVerify: z.boolean(),
  answerHeadMs: z.number(),
  maxRequestBytes: z.number().nullable(),
  maxConcurrent: z.number(),
  visitorRate: z.number().nullable(),
  bytesPerSecond: z.number().nullable(),
  trpcTransformer: z.enum(["superjson", "none"]),
  maintenance: z.boolean(),
  maintenanceHtml: z.string().nullable(),
  offlineHtml: z.string().nullable(),
});

/** One app as the store gives it. Rules are checked apart, so that a damaged one closes its own app only. */
export const appRowSchema = z.object({
  app_id: z.string(),
  organization_id: z.string(),
  organization_slug: z.string(),
  host_id: z.string().nullable(),
  owner_user_id: z.string().nullable(),
  name: z.string(),
  title: z.string(),
  runtime: z.enum(["none", "process", "compose"]),
  carrier: z.enum(["tunnel", "external"]),
  allowed_origins: z.array(z.string()),
  version: z.coerce.bigint(),
  hostnames: z.array(z.string()),
  rules: z.array(z.unknown()),
  identity: identitySchema.nullable(),
  delivery: deliverySchema.nullable().catch(null),
});

export type AppRow = z.infer<typeof appRowSchema>;
export type IdentityEntry = Readonly<z.infer<typeof identitySchema>>;
export type DeliveryEntry = Readonly<z.infer<typeof deliverySchema>>;

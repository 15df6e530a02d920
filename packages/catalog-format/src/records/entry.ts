import { z } from "zod";
import { contradictionsOf } from "./entry-contradictions.ts";
import { assetName, httpsAddress, line, slug, unique } from "./fields.ts";
import { settingSchema } from "./setting.ts";
import { recordSchema } from "./store.ts";

export const statuses = ["active", "draft", "deprecated", "removed"] as const;
export const architectures = ["amd64", "arm64", "armv7"] as const;
export const protocols = ["http", "tcp", "udp", "mqtt"] as const;
export const accessLevels = ["public", "signed-in", "members", "owner"] as const;

/** What an entry may be allowed beyond its own folder and loopback ports. */
export const permissionWords = [
  "docker-socket",
  "host-network",
  "privileged",
  "devices",
  "gpu",
  "net-admin",
  "host-paths",
  "public-ports",
] as const;

const pathPattern = z
  .string()
  .min(1)
  .max(200)
  .refine(
    (path) => !/[\p{Cc}\\]/u.test(path) && !path.startsWith("/"),
    "is a path inside the app's data",
  )
  .refine((path) => !path.split("/").includes(".."), "leads out of the app's data");

const entrypointSchema = z.strictObject({
  name: slug.describe("its name, and the end of its variable `HOMEPORT_PORT_…`"),
  service: line(63).describe("the service of compose.yml that listens"),
  port: z.int().min(1).max(65_535).describe("the port inside the container"),
  protocol: z.enum(protocols).describe("what it speaks"),
  primary: z.boolean().optional().describe("the one that answers at the public address; http"),
});

const accessSchema = z.strictObject({
  prefix: z
    .string()
    .max(200)
    .refine(isPrefix, "begins with / and holds no .., no // and no space")
    .describe("the addresses that begin with it"),
  access: z.enum(accessLevels).describe("who may open them when the app is installed"),
  label: line(60).describe("what is there, in a few words"),
});

const resourcesSchema = z.strictObject({
  memoryBytes: z.int().min(0).optional().describe("memory that it needs"),
  diskBytes: z.int().min(0).optional().describe("room on the disk to begin with"),
  gpu: z.boolean().optional().describe("it profits from a graphics card"),
});

const lifecycleSchema = z.strictObject({
  alwaysOn: z.boolean().optional().describe("never stopped for want of visitors"),
  idleStopAfterMs: z
    .int()
    .min(60_000)
    .max(31_536_000_000)
    .optional()
    .describe("stopped after that"),
});

const backupSchema = z.strictObject({
  include: z.array(pathPattern).max(20).describe("paths of the app's data worth keeping"),
  exclude: z.array(pathPattern).max(20).describe("paths among them that are not"),
});

const screenshotSchema = z.strictObject({
  file: assetName.describe("a file of the assets folder"),
  alt: line(140).describe("what it shows, for those who do not see it"),
});

/** `apps/<first two characters>/<slug>/app.toml`. */
export const entrySchema = z
  .strictObject({
    schema: z.literal(recordSchema).describe("the form of the record"),
    id: z.uuid("is a UUID").describe("a UUID that no other entry ever had"),
    slug: slug.describe("the name of the folder"),
    name: line(60).describe("what people call it"),
    summary: line(140).describe("one sentence"),
    categories: each(slug, 1, 3).describe("one to three categories"),
    tags: each(
      z.string().regex(/^[a-z0-9-]{1,30}$/, "is 1 to 30 of a-z, 0-9 and -"),
      0,
      10,
    ).describe("words by which it is found, at most ten"),
    license: line(200).describe("an SPDX expression"),
    website: httpsAddress.describe("its own page"),
    source: httpsAddress.describe("where its source is"),
    docs: httpsAddress.optional().describe("its documentation"),
    support: httpsAddress.optional().describe("where its users are helped"),
    upstreamAuthor: line(60).optional().describe("who makes it, without an e-mail address"),
    maintainers: each(slug, 0, 5).describe("who looks after the entry, at most five"),
    status: z
      .enum(statuses)
      .describe("drafts are shown nowhere, removed ones only at their address"),
    replacedBy: slug.optional().describe("the entry that takes its place"),
    featured: z.boolean().optional().describe("shown first"),
    architectures: each(z.enum(architectures), 1, 3).describe("processors that its images run on"),
    resources: resourcesSchema.optional().describe("what it needs"),
    entrypoints: z.array(entrypointSchema).min(1).max(16).describe("where it listens"),
    paths: z.array(accessSchema).max(50).optional().describe("who may open which addresses"),
    settings: z.array(settingSchema).max(50).optional().describe("what is asked at installation"),
    permissions: each(z.enum(permissionWords), 0, 8)
      .optional()
      .describe("what it may do beyond the usual"),
    requires: each(slug, 0, 10)
      .optional()
      .describe("entries, or what others provide, that it needs"),
    provides: each(slug, 0, 10)
      .optional()
      .describe("what it can be to others, such as mqtt-broker"),
    lifecycle: lifecycleSchema.optional().describe("when it is stopped; one of the two"),
    backup: backupSchema.optional().describe("what of its data is worth keeping"),
    icon: assetName.describe("a file of the assets folder"),
    screenshots: z.array(screenshotSchema).max(4).optional().describe("at most four"),
  })
  .check(({ value, issues }) => {
    for (const { path, message } of contradictionsOf(value)) {
      issues.push({ code: "custom", message, input: value, path });
    }
  });

export type Entry = z.infer<typeof entrySchema>;
export type Entrypoint = Entry["entrypoints"][number];

/** A list of different values. */
function each<T extends z.ZodType>(item: T, least: number, most: number) {
  return z.array(item).min(least).max(most).refine(unique, "has a value twice");
}

function isPrefix(prefix: string): boolean {
  const isClean = !prefix.includes("//") && !/[\s\p{Cc}?#\\]/u.test(prefix);
  return prefix.startsWith("/") && isClean && !prefix.split("/").includes("..");
}

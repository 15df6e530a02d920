import {
  categorySchema,
  entrySchema,
  maintainerSchema,
  redirectSchema,
  releaseSchema,
  storeSchema,
} from "@homeport/catalog-format";
import { z } from "zod";

// What the routes answer, as their readers see it. A test holds real answers against these.

const count = z.int().min(0).meta({ id: "Count" });
const generation = count.describe("The accepted state of the catalog that is answered from.");
const slug = z.string().meta({ id: "Slug" });
const instant = z.string().meta({ id: "Instant" });
const icon = z.strictObject({ sha256: z.string(), extension: z.string() }).meta({ id: "Icon" });

const { status, architectures } = entrySchema.shape;

const listed = z
  .strictObject({
    ...{ slug, name: z.string(), summary: z.string(), categories: z.array(z.string()) },
    ...{ tags: z.array(z.string()), license: z.string(), maintainers: z.array(z.string()) },
    ...{ status, featured: z.boolean(), architectures, permissions: z.array(z.string()), icon },
    replacedBy: z.string().optional(),
    hasTemplate: z.boolean().describe("Whether a host can run it; else it can only be taken in."),
    hasAddress: z.boolean().describe("Whether it answers at a public address."),
    release: z
      .strictObject({ version: z.string(), date: z.string(), security: z.boolean() })
      .optional(),
    ...{ addedAt: instant, changedAt: instant },
  })
  .meta({ id: "ListedEntry" });

const entry = z
  .looseObject({
    ...listed.omit({ maintainers: true }).shape,
    ...{ description: z.string().describe("Markdown."), iconUrl: z.string().optional() },
    screenshots: z.array(z.strictObject({ url: z.string().optional(), alt: z.string() })),
    maintainers: z.array(z.strictObject({ name: z.string(), url: z.string().optional() })),
  })
  .meta({ id: "Entry", description: "With every field of its record besides." });

const facet = z.array(z.strictObject({ value: z.string(), count }));

const { date: _date, images: _images, ...releaseShape } = releaseSchema.shape;
const release = z
  .looseObject({ ...releaseShape, date: z.string(), images: z.array(z.looseObject({})) })
  .meta({ id: "Release" });

function byKey(value: z.ZodType) {
  return z.record(z.string(), value);
}

/** The bodies of answers in JSON, by route. */
export const catalogAnswers = {
  describeCatalog: z.strictObject({
    ...{ generation, commit: z.string(), acceptedAt: instant },
    counts: z.strictObject({ entries: count, categories: count, maintainers: count }),
    store: storeSchema.optional(),
    categories: byKey(categorySchema),
  }),
  listEntries: z.strictObject({
    ...{ generation, total: count, totalCapped: z.boolean(), correctedTo: z.string().optional() },
    facets: z.strictObject({ category: facet, tag: facet, architecture: facet, license: facet }),
    ...{ entries: z.array(listed), nextCursor: z.string().nullable() },
  }),
  getEntry: z.strictObject({ generation, entry }),
  listReleases: z.strictObject({ generation, releases: z.array(release) }),
  suggestEntries: z.strictObject({
    entries: z.array(z.strictObject({ slug, name: z.string(), summary: z.string(), icon })),
  }),
  readChanges: z.strictObject({
    ...{ from: generation, to: generation },
    patch: z
      .strictObject({
        entries: byKey(z.unknown()).optional(),
        categories: byKey(categorySchema.partial().nullable()).optional(),
        maintainers: byKey(maintainerSchema.partial().nullable()).optional(),
        redirects: byKey(redirectSchema.partial().nullable()).optional(),
      })
      .describe("A JSON merge patch (RFC 7396) from one listing to the other."),
  }),
} as const;

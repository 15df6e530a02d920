import { z } from "zod";
import { categorySchema } from "./category.ts";
import { entrySchema } from "./entry.ts";
import { maintainerSchema } from "./maintainer.ts";
import { redirectSchema } from "./redirect.ts";
import { releaseSchema } from "./release.ts";
import { storeSchema } from "./store.ts";

/** One key that a record may have. */
export interface FieldReference {
  /** As `entrypoints[].port`. */
  readonly key: string;
  readonly isRequired: boolean;
  /** What may stand there, in a few words. */
  readonly form: string;
  readonly meaning: string;
}

export interface RecordReference {
  readonly title: string;
  readonly path: string;
  readonly fields: readonly FieldReference[];
}

/** Everything that the schemas say of each kind of record, for people to read. */
export function describeRecords(): RecordReference[] {
  const all: [string, string, z.ZodType][] = [
    ["Store", "catalog.toml", storeSchema],
    ["Category", "categories/<slug>.toml", categorySchema],
    ["Maintainer", "maintainers/<slug>.toml", maintainerSchema],
    ["Redirect", "slug-history/<old-slug>.toml", redirectSchema],
    ["Entry", "apps/<first two>/<slug>/app.toml", entrySchema],
    ["Release", "apps/<first two>/<slug>/releases/<version>.toml", releaseSchema],
  ];
  return all.map(([title, path, schema]) => {
    const fields = fieldsOf(schemaForm.parse(z.toJSONSchema(schema)), "");
    return { title, path, fields };
  });
}

/** The part of a JSON schema that is told. */
const schemaForm = z.looseObject({
  type: z.string().optional(),
  /** What the schema calls its form, where that says more than its type. */
  title: z.string().optional(),
  description: z.string().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  maxLength: z.number().optional(),
  required: z.array(z.string()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
});

type Schema = z.infer<typeof schemaForm>;

function fieldsOf({ properties = {}, required = [] }: Schema, before: string): FieldReference[] {
  return Object.entries(properties).flatMap(([name, inner]) => {
    const schema = schemaForm.parse(inner);
    const key = `${before}${name}`;
    const own = {
      ...{ key, isRequired: required.includes(name), form: formOf(schema) },
      meaning: schema.description ?? "",
    };
    const items = schema.items === undefined ? null : schemaForm.parse(schema.items);
    const inside = items === null ? fieldsOf(schema, `${key}.`) : fieldsOf(items, `${key}[].`);
    return [own, ...inside];
  });
}

function formOf(schema: Schema): string {
  const { type, minimum, maximum, maxLength } = schema;
  if (schema.title !== undefined) return schema.title;
  if (schema.const !== undefined) return String(schema.const);
  if (schema.enum !== undefined) return schema.enum.join(", ");
  if (schema.anyOf !== undefined) {
    return [...new Set(schema.anyOf.map((one) => formOf(schemaForm.parse(one))))].join(" or ");
  }
  switch (type) {
    case "string":
      return maxLength === undefined ? "text" : `text, at most ${maxLength}`;
    case "integer":
    case "number":
      return `${type === "integer" ? "whole number" : "number"}${rangeOf(minimum, maximum)}`;
    case "array":
      return `list of ${formOf(schemaForm.parse(schema.items ?? {}))}`;
    case "boolean":
      return "true or false";
    default:
      return "table";
  }
}

function rangeOf(minimum: number | undefined, maximum: number | undefined): string {
  const isOpen = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER;
  if (minimum === undefined || minimum === Number.MIN_SAFE_INTEGER)
    return isOpen ? "" : `, at most ${maximum}`;
  return isOpen ? `, at least ${minimum}` : `, ${minimum} to ${maximum}`;
}

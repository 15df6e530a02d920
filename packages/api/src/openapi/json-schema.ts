import { z } from "zod";

/** A piece of an OpenAPI document. */
export type Part = Readonly<Record<string, unknown>>;

/** A document whose schemas stand where they are used. */
export interface InlineDocument extends Part {
  readonly components: { readonly schemas: Part; readonly securitySchemes?: Part };
}

const inlineRef = "#/$defs/";

/** Schemas with a name of their own stand once, among the components, instead of where they are used. */
export function hoistSchemas(document: InlineDocument): Part {
  const named: Record<string, unknown> = {};
  const text = JSON.stringify(document, (key, value: unknown) => {
    if (key !== "$defs") return value;
    Object.assign(named, value);
    return undefined;
  });
  const names = JSON.stringify(named).replaceAll(inlineRef, "#/components/schemas/");
  const whole: InlineDocument = JSON.parse(text.replaceAll(inlineRef, "#/components/schemas/"));
  const { components } = whole;
  const schemas = { ...components.schemas, ...JSON.parse(names) };
  return { ...whole, components: { ...components, schemas } };
}

export function toJsonSchema(
  schema: z.ZodType,
  io: "input" | "output",
): Part & { properties?: Part } {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}

import { z } from "zod";
import { describeCatalogApi } from "../catalog-http/openapi/describe-catalog.ts";
import { describeVaults } from "../vault-http/openapi/describe-vaults.ts";
import { hoistSchemas, type Part, toJsonSchema } from "./json-schema.ts";
import { describePlainRoutes, plainSecurity } from "./plain-routes.ts";

/** The one shape of errors of plain routes. */
const errorShape = z.strictObject({
  error: z.strictObject({
    ...{ code: z.string(), message: z.string(), retryable: z.boolean(), requestId: z.string() },
    retryAfterMs: z.int().optional(),
  }),
});

/**
 * Every route under `/api/v1` in one OpenAPI document. What vaults and the catalog answer stands in documents of their own,
 * beside this one, to which it leads.
 */
export function describeV1(): Part {
  return hoistSchemas({
    openapi: "3.1.0",
    info: {
      title: "Homeport",
      version: "1",
      description: "Plain HTTP for programs. People use the console, and its typed client.",
    },
    paths: {
      ...describePlainRoutes(),
      ...pathsOf("vaults.json", describeVaults()),
      ...pathsOf("catalog.json", describeCatalogApi()),
    },
    components: {
      schemas: { Error: toJsonSchema(errorShape, "output") },
      securitySchemes: plainSecurity,
    },
  });
}

function pathsOf(file: string, { paths }: Part): Part {
  const names = Object.keys(z.record(z.string(), z.unknown()).parse(paths));
  return Object.fromEntries(
    names.map((path) => [path, { $ref: `${file}#/paths/${pointer(path)}` }]),
  );
}

/** A path as one step of a JSON pointer. */
function pointer(path: string): string {
  return path.replaceAll("~", "~0").replaceAll("/", "~1");
}

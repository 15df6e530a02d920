import { describe, expect, test } from "vitest";
import { catalogRoutes } from "../routes.ts";
import { describeCatalogApi } from "./describe-catalog.ts";
import { catalogHttpErrors } from "./error-codes.ts";

/** What programs may rely on; a code that is added or goes is a change of this list. */
const codes = [
  ...["CATALOG_CHANGES_GONE", "CATALOG_DEGRADED", "CATALOG_EMPTY", "CATALOG_ENTRY_NOT_FOUND"],
  ...["CATALOG_ENTRY_REMOVED", "CATALOG_GENERATION_AHEAD", "CATALOG_NOT_CONFIGURED"],
  ...["CATALOG_QUERY_INVALID", "INTERNAL", "METHOD_NOT_ALLOWED", "NOT_FOUND", "STORE_BUSY"],
  "STORE_DOWN",
];

describe("the description of the catalog's routes", () => {
  test("names exactly the codes that the code can answer with", () => {
    const { components } = describeCatalogApi() as {
      components: { schemas: { Error: Record<string, unknown> } };
    };
    expect(Object.keys(catalogHttpErrors).sort()).toEqual(codes);
    expect(Object.keys(components.schemas.Error["x-codes"] ?? {})).toEqual(codes);
  });

  test("has every route and no other, and nothing of the reload endpoint", () => {
    const document = describeCatalogApi();
    const { paths } = document as { paths: Record<string, Record<string, object>> };
    const described = Object.values(paths).flatMap((methods) =>
      Object.values(methods).map((operation) => Reflect.get(operation, "operationId")),
    );
    expect(described.sort()).toEqual(Object.keys(catalogRoutes).sort());
    expect(paths["/api/v1/catalog/entries"]?.["get"]).toMatchObject({ security: [] });
    expect(JSON.stringify(document)).not.toMatch(/reload|internal\//);
  });
});

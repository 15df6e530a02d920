import { z } from "zod";
import { hoistSchemas, type Part, toJsonSchema } from "../../openapi/json-schema.ts";
import { catalogQueries } from "../queries.ts";
import { type CatalogRouteName, catalogBase, catalogRoutes } from "../routes.ts";
import { catalogAnswers } from "./answers.ts";
import { catalogHttpErrors } from "./error-codes.ts";
import { catalogOperations } from "./operations.ts";

/** The catalog's plain routes as an OpenAPI document, made of the very schemas that read their queries. */
export function describeCatalogApi(): Part {
  const paths = Object.entries(catalogRoutes).map(([key, { path }]) => [
    `${catalogBase}${path.replaceAll(/:(\w+)/g, "{$1}")}`,
    { get: describeRoute(nameOf(key), path) },
  ]);
  return hoistSchemas({
    openapi: "3.1.0",
    info: {
      title: "Homeport catalog",
      version: "1",
      description:
        "The apps that can be installed, for anybody to read. Each answer is of one generation, which `X-Catalog-Generation` names.",
    },
    paths: Object.fromEntries(paths),
    components: { schemas: { Error: errorSchema() } },
  });
}

function describeRoute(name: CatalogRouteName, path: string): Part {
  return {
    operationId: name,
    summary: catalogOperations[name].summary,
    security: [],
    parameters: [...pathParameters(path), ...queryParameters(name), ...headerParameters],
    responses: responsesOf(name),
  };
}

function pathParameters(path: string): Part[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    ...{ name, in: "path", required: true, schema: { type: "string" } },
  }));
}

function queryParameters(name: CatalogRouteName): Part[] {
  const { properties = {}, required = [] } = toJsonSchema(catalogQueries[name], "input");
  const isRequired = (one: string) => Array.isArray(required) && required.includes(one);
  return Object.entries(properties).map(([one, schema]) => ({
    ...{ name: one, in: "query", required: isRequired(one), schema },
  }));
}

const headerParameters: readonly Part[] = [
  {
    ...{ name: "If-None-Match", in: "header", required: false, schema: { type: "string" } },
    description: "The `ETag` of an answer that the caller has.",
  },
  {
    ...{ name: "X-Catalog-Min-Generation", in: "header", required: false },
    schema: { type: "integer" },
    description:
      "Waits half a second for this generation; `X-Catalog-Stale` says that it did not come.",
  },
];

function responsesOf(name: CatalogRouteName): Part {
  const { answer, mayMove = false } = catalogOperations[name];
  const schema = { $ref: "#/components/schemas/Error" };
  return {
    200: { description: answer, content: contentOf(name) },
    304: { description: "What the caller has still holds." },
    ...(mayMove
      ? { 307: { description: "The app has another name now, for as long as is said." } }
      : {}),
    default: {
      description: "It was refused, or failed.",
      content: { "application/json": { schema } },
    },
  };
}

function contentOf(name: CatalogRouteName): Part {
  const { type } = catalogOperations[name];
  if (type !== undefined) return { [type]: {} };
  const schema = Object.entries(catalogAnswers).find(([route]) => route === name)?.[1];
  if (schema === undefined) throw new Error(`${name} answers JSON that nobody has described`);
  return { "application/json": { schema: toJsonSchema(schema, "output") } };
}

/** One shape for all errors; what each code means and whether to come again is part of the contract. */
function errorSchema(): Part {
  const codes = Object.keys(catalogHttpErrors).sort();
  const shape = z.strictObject({
    error: z.strictObject({
      code: z.enum(codes),
      message: z.string(),
      replacedBy: z.string().optional(),
    }),
  });
  const meanings = codes.map((code) => {
    const { status, retryable, message } = catalogHttpErrors[code] ?? {};
    return [code, { status, retryable, message }];
  });
  return { ...toJsonSchema(shape, "output"), "x-codes": Object.fromEntries(meanings) };
}

/** A key of the table as the type that it is. */
function nameOf(key: string): CatalogRouteName {
  return key as CatalogRouteName;
}

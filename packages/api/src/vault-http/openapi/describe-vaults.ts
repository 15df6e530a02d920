import { z } from "zod";
import {
  hoistSchemas,
  type InlineDocument,
  type Part,
  toJsonSchema,
} from "../../openapi/json-schema.ts";
import { type VaultDoor, type VaultRouteName, vaultRoutes, vaultsBase } from "../routes.ts";
import { vaultAnswers, vaultEvent } from "./answers.ts";
import { vaultHttpErrors } from "./error-codes.ts";
import { type Operation, operations } from "./operations.ts";

const ids = ["vaultId", "deltaId", "proposalId"];

/** The vaults' plain routes as an OpenAPI document, made of the very schemas that read their requests. */
export function describeVaults(): Part {
  return hoistSchemas(describeInline());
}

function describeInline(): InlineDocument {
  const paths: Record<string, Record<string, Part>> = {};
  for (const [key, { method, path, who }] of Object.entries(vaultRoutes)) {
    const name = nameOf(key);
    const place = `${vaultsBase}${path.replaceAll(/:(\w+)/g, "{$1}")}`;
    paths[place] = { ...paths[place], [method.toLowerCase()]: describeRoute(name, path, who) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Homeport vaults",
      version: "1",
      description:
        "State that several signers share, moved only by signed changes. Ids, hashes and counters are as the guide to vaults says.",
    },
    paths,
    components: {
      schemas: { Error: errorSchema(), VaultEvent: toJsonSchema(vaultEvent, "output") },
      securitySchemes,
    },
  };
}

function describeRoute(name: VaultRouteName, path: string, who: VaultDoor): Part {
  const operation = operations[name];
  return {
    operationId: name,
    summary: operation.summary,
    security: doors[who],
    parameters: [...pathParameters(path), ...queryParameters(operation)],
    ...(operation.body === undefined ? {} : { requestBody: bodyOf(operation.body) }),
    responses: responsesOf(name, operation),
  };
}

function pathParameters(path: string): Part[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    ...{ name, in: "path", required: true, schema: { type: "string" } },
  }));
}

function queryParameters({ query }: Operation): Part[] {
  if (query === undefined) return [];
  const { properties = {} } = toJsonSchema(query, "input");
  return Object.entries(properties)
    .filter(([name]) => !ids.includes(name))
    .map(([name, schema]) => ({ name, in: "query", required: false, schema }));
}

function bodyOf(schema: z.ZodType): Part {
  const content = { "application/json": { schema: toJsonSchema(schema, "input") } };
  return { required: true, content };
}

function responsesOf(name: VaultRouteName, { answers, type }: Operation): Part {
  const responses: Record<string, Part> = {};
  for (const [status, description] of Object.entries(answers)) {
    const hasBody = status !== "304";
    responses[status] = { description, ...(hasBody ? { content: contentOf(name, type) } : {}) };
  }
  const schema = { $ref: "#/components/schemas/Error" };
  responses["default"] = {
    description: "It was refused, or failed.",
    content: { "application/json": { schema } },
  };
  return responses;
}

function contentOf(name: VaultRouteName, type: string | undefined): Part {
  if (type !== undefined) return { [type]: {} };
  const schema = Object.entries(vaultAnswers).find(([route]) => route === name)?.[1];
  if (schema === undefined) throw new Error(`${name} answers JSON that nobody has described`);
  return { "application/json": { schema: toJsonSchema(schema, "output") } };
}

/** One shape for all errors; what each code means and whether to come again is part of the contract. */
function errorSchema(): Part {
  const codes = Object.keys(vaultHttpErrors).sort();
  const shape = z.strictObject({
    error: z.strictObject({
      code: z.enum(codes),
      message: z.string(),
      retryable: z.boolean(),
      requestId: z.string(),
      retryAfterMs: z.int().optional(),
      details: z.record(z.string(), z.unknown()).optional(),
    }),
  });
  const meanings = codes.map((code) => {
    const { status, retryable, message } = vaultHttpErrors[code] ?? {};
    return [code, { status, retryable, message }];
  });
  return { ...toJsonSchema(shape, "output"), "x-codes": Object.fromEntries(meanings) };
}

const signed = { signer: [], authority: [], timestamp: [], signature: [] };
const actors = [{ session: [] }, { apiKey: [] }];

const doors: Readonly<Record<VaultDoor, readonly Part[]>> = {
  anyone: [],
  actor: actors,
  "actor-and-signed": actors.map((actor) => ({ ...actor, ...signed })),
  "signer-list": [...actors, signed],
  reader: [...actors, signed, { keySession: [] }],
  signer: [signed, { keySession: [] }],
  signed: [signed],
};

const header = (name: string, description: string) => ({
  ...{ type: "apiKey", in: "header", name, description },
});

const securitySchemes = {
  signer: header("x-homeport-signer", "`ed25519:<64 hex>` or `eth:0x<40 hex>`"),
  authority: header("x-homeport-authority", "Host and port as the server knows itself"),
  timestamp: header("x-homeport-timestamp", "Epoch ms, within 300 s of the server's"),
  signature: header("x-homeport-signature", "Over the lines of the request; see the guide"),
  keySession: { type: "http", scheme: "bearer", description: "A signer who signed in by key" },
  apiKey: { type: "http", scheme: "bearer", description: "An API key, `hpk_…`" },
  session: { type: "apiKey", in: "cookie", name: "homeport.session_token" },
};

/** A key of the table as the type that it is. */
function nameOf(key: string): VaultRouteName {
  return key as VaultRouteName;
}

import { auditFilter } from "@homeport/auth";
import type { Pass } from "@homeport/gallery";
import { z } from "zod";
import { auditFileRoute, vaultAuditFileRoute } from "../http/audit-file.ts";
import { galleryRoutes, tickHeader } from "../http/gallery.ts";
import { publicGalleryRoutes } from "../http/gallery-public.ts";
import { type Part, toJsonSchema } from "./json-schema.ts";

/** Of people and of programs with a key of theirs. */
const actors: readonly Part[] = [{ session: [] }, { apiKey: [] }];
const text = { type: "string" };

const count = z.int().nonnegative();
/** What a pass over the work on photos answers. */
const passAnswer = z.union([
  z.strictObject({
    ...{ ran: z.literal(true), tookMs: z.number(), due: count, enqueued: count, expired: count },
    ...{ quarantined: count, finishedUploads: count, workers: count },
  }),
  z.strictObject({ ran: z.literal(false), reason: z.enum(["running", "recent"]) }),
]) satisfies z.ZodType<Pass>;

/** Routes under `/api/v1` that no domain describes in a document of its own. */
export function describePlainRoutes(): Part {
  const upload = `${galleryRoutes.uploads.path}/{uploadId}`;
  const original = `${publicGalleryRoutes.original.prefix}{imageId}/original`;
  return {
    [auditFileRoute.path]: { get: auditFile("Your organization's record as a file.", actors) },
    [vaultAuditFileRoute.path]: {
      get: auditFile("What was done to vaults of all organizations, as a file.", operators),
    },
    [galleryRoutes.tick.path]: {
      post: {
        summary: "One pass over all work on photos.",
        security: [{ tick: [] }, ...actors],
        responses: { 200: json("It ran, or another one does.", passAnswer), default: refused },
      },
    },
    [galleryRoutes.uploads.path]: {
      options: {
        summary: "What of tus is spoken here.",
        security: actors,
        responses: tusAnswers(204),
      },
      post: {
        summary: "Begin an upload, with its first bytes if you like.",
        security: actors,
        parameters: [tus, header("Upload-Length", true), header("Upload-Metadata", true)],
        responses: tusAnswers(201),
      },
    },
    [upload]: {
      parameters: [inPath("uploadId")],
      head: {
        summary: "How much has arrived.",
        security: actors,
        parameters: [tus],
        responses: tusAnswers(200),
      },
      patch: {
        summary: "Send more, from where it stands.",
        security: actors,
        parameters: [tus, header("Upload-Offset", true)],
        requestBody: { required: true, content: { "application/offset+octet-stream": {} } },
        responses: tusAnswers(204),
      },
      delete: {
        summary: "Give it up.",
        security: actors,
        parameters: [tus],
        responses: tusAnswers(204),
      },
    },
    [original]: {
      parameters: [inPath("imageId")],
      get: {
        summary: "A photo's file, as it was uploaded.",
        security: actors,
        responses: { 200: { description: "Its bytes.", content: { "*/*": {} } }, default: refused },
      },
    },
  };
}

const operators: readonly Part[] = [{ session: [] }, { operator: [] }];

const refused = {
  description: "It was refused, or failed.",
  content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
};

/** What tus 1.0.0 answers in its headers. */
function tusAnswers(status: number): Part {
  const headers = { "Tus-Resumable": { schema: text }, "Upload-Offset": { schema: text } };
  return { [status]: { description: "As tus 1.0.0 says.", headers }, default: refused };
}

const tus = header("Tus-Resumable", true);

function header(name: string, required: boolean): Part {
  return { name, in: "header", required, schema: text };
}

function inPath(name: string): Part {
  return { name, in: "path", required: true, schema: text };
}

function auditFile(summary: string, security: readonly Part[]): Part {
  const { properties = {} } = toJsonSchema(auditFilter, "input");
  return {
    ...{ summary, security },
    parameters: Object.entries(properties).map(([name, schema]) => ({
      ...{ name, in: "query", required: false, schema },
    })),
    responses: {
      200: { description: "A row a line.", content: { "text/csv": {} } },
      default: refused,
    },
  };
}

function json(description: string, schema: z.ZodType): Part {
  return {
    description,
    content: { "application/json": { schema: toJsonSchema(schema, "output") } },
  };
}

export const plainSecurity = {
  session: { type: "apiKey", in: "cookie", name: "homeport.session_token" },
  apiKey: { type: "http", scheme: "bearer", description: "An API key, `hpk_…`" },
  operator: { type: "apiKey", in: "cookie", name: "__Host-homeport_operator" },
  tick: { type: "apiKey", in: "header", name: tickHeader },
};

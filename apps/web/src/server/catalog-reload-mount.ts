import type { IncomingMessage, ServerResponse } from "node:http";
import {
  CatalogError,
  judgeCredential,
  type ReloadAnswer,
  type ReloadDeps,
  type ReloadSecrets,
  readReload,
  readReloadBody,
  reloadCatalog,
} from "@homeport/catalog";
import { PlatformError, retryAfterSeconds, toHomeportError } from "@homeport/platform";
import { mounts } from "../paths.ts";
import { allow } from "./asked.ts";
import type { RequestEvents } from "./events.ts";
import { toHeaders } from "./fetch-bridge.ts";
import type { Mount } from "./mount.ts";
import { pathOf } from "./route-of.ts";

export interface CatalogReloadDeps {
  catalog: ReloadDeps;
  secrets: ReloadSecrets | null;
  events: Pick<RequestEvents, "failed">;
  draining: AbortSignal;
}

const maxBodyBytes = 1024 ** 2;
const seqPattern = /^\/(\d{1,15})$/;

/**
 * `/api/internal/catalog/reload`: whoever heard of a push has it made live, and asks under `/<seq>` what became of one that took longer.
 * Who asks is judged before what they ask. A refusal is the same to the byte whatever its cause, and names no request.
 */
export function createCatalogReloadMount(deps: CatalogReloadDeps): Mount {
  return async function answer(request, response, { requestId }) {
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Content-Security-Policy", "default-src 'none'");
    try {
      const told = await ask(deps, request, response);
      send(response, told);
    } catch (error) {
      const { status } = toHomeportError(error);
      if (status >= 500 && !isUnset(error)) {
        deps.events.failed(error, { route: "catalog-reload", requestId });
      }
      sendRefusal(response, error);
    }
  };
}

async function ask(
  { catalog, secrets, draining }: CatalogReloadDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<ReloadAnswer> {
  const rest = pathOf(request.url ?? "").slice(mounts.catalogReload.length);
  const seq = seqPattern.exec(rest)?.[1];
  allow(request, response, rest === "" ? "POST" : "GET, HEAD");
  switch (judgeCredential(toHeaders(request), secrets)) {
    case "unset":
      throw new CatalogError("CATALOG_RELOAD_NOT_CONFIGURED");
    case "none":
    case "wrong":
      throw new CatalogError("CATALOG_UNAUTHORIZED");
    case "right":
      break;
  }
  if (seq !== undefined) return readReload(catalog, Number(seq));
  if (rest !== "") throw new PlatformError("NOT_FOUND");
  const text = await readBody(request);
  const input = readReloadBody(text, request.headers["content-type"] ?? null);
  return reloadCatalog(catalog, input, draining);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > maxBodyBytes) throw new CatalogError("CATALOG_BODY_TOO_LARGE");
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function send(response: ServerResponse, answer: ReloadAnswer): void {
  switch (answer.is) {
    case "pending": {
      const { seq } = answer;
      const statusUrl = `${mounts.catalogReload}/${seq}`;
      sendJson(response, 202, { accepted: true, seq, statusUrl });
      break;
    }
    case "done":
      name(response, answer.told.generation);
      sendJson(response, 200, answer.told);
      break;
    case "refused": {
      const { code, problems, told } = answer;
      name(response, told.generation);
      const error = new CatalogError(code);
      const said = { code, message: error.publicMessage };
      sendJson(response, error.status, { error: { ...said, problems }, ...told });
      break;
    }
  }
}

function name(response: ServerResponse, generation: number | null): void {
  if (generation !== null) response.setHeader("X-Catalog-Generation", generation);
}

function sendRefusal(response: ServerResponse, error: unknown): void {
  const known = toHomeportError(error);
  if (known.status === 401) response.setHeader("WWW-Authenticate", "Bearer");
  const wait = retryAfterSeconds(known);
  if (wait !== null) response.setHeader("Retry-After", String(wait));
  // What is left of a body that nobody reads ends with the connection.
  response.setHeader("Connection", "close");
  sendJson(response, known.status, { error: { code: known.code, message: known.publicMessage } });
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status;
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify(body));
}

/** That nothing is configured is no failure of this process. */
function isUnset(error: unknown): boolean {
  return error instanceof CatalogError && error.code === "CATALOG_RELOAD_NOT_CONFIGURED";
}

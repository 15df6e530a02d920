import type { IncomingMessage, ServerResponse } from "node:http";
import {
  authorizeReload,
  CatalogError,
  type CredentialMode,
  type ReloadAnswer,
  type ReloadDeps,
  type ReloadSecrets,
  readCredential,
  readReload,
  receiveReload,
  type ShownCredential,
} from "@homeport/catalog";
import type { Limiter, RateDecision } from "@homeport/coordination";
import {
  addressGroup,
  PlatformError,
  retryAfterSeconds,
  toHomeportError,
} from "@homeport/platform";
import type { ReloadEvents } from "../catalog/events.ts";
import { mounts } from "../paths.ts";
import { allow } from "./asked.ts";
import type { RequestEvents } from "./events.ts";
import { toHeaders } from "./fetch-bridge.ts";
import type { Mount } from "./mount.ts";
import { pathOf } from "./route-of.ts";

export interface CatalogReloadDeps {
  catalog: ReloadDeps;
  secrets: ReloadSecrets | null;
  limiter: Pick<Limiter<"catalog-reload" | "catalog-reload-failures">, "take" | "takeFleet">;
  events: Pick<RequestEvents, "failed"> & ReloadEvents;
  draining: AbortSignal;
}

const maxBodyBytes = 1024 ** 2;
const seqPattern = /^\/(\d{1,15})$/;

/**
 * `/api/internal/catalog/reload`: whoever heard of a push has it made live, and asks under `/<seq>` what became of one that took longer.
 * Who asks is judged before what they ask. A refusal is the same to the byte whatever its cause, and names no request.
 */
export function createCatalogReloadMount(deps: CatalogReloadDeps): Mount {
  return async function answer(request, response, { requestId, address }) {
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Content-Security-Policy", "default-src 'none'");
    const shown = readCredential(toHeaders(request));
    try {
      send(response, await ask(deps, request, response, shown));
    } catch (error) {
      const { status } = toHomeportError(error);
      if (status >= 500 && !isUnset(error)) {
        deps.events.failed(error, { route: "catalog-reload", requestId });
      }
      sendRefusal(response, status === 401 ? await countFailure(deps, address, error) : error);
    }
    deps.events.reloadReceived({ mode: shown.mode, status: response.statusCode });
  };
}

async function ask(
  { catalog, secrets, limiter, draining }: CatalogReloadDeps,
  request: IncomingMessage,
  response: ServerResponse,
  shown: ShownCredential,
): Promise<ReloadAnswer> {
  const rest = pathOf(request.url ?? "").slice(mounts.catalogReload.length);
  const seq = seqPattern.exec(rest)?.[1];
  allow(request, response, rest === "" ? "POST" : "GET, HEAD");
  if (shown.mode === "none") throw new CatalogError("CATALOG_UNAUTHORIZED");
  if (secrets === null) throw new CatalogError("CATALOG_RELOAD_NOT_CONFIGURED");
  const body = isSigned(shown.mode) ? await readSigned(request) : null;
  await authorizeReload(catalog, secrets, { shown, body: body ?? new Uint8Array() });
  settle(limiter.take("catalog-reload", "everybody"));
  if (seq !== undefined) return readReload(catalog, Number(seq), commitOf(request));
  if (rest !== "") throw new PlatformError("NOT_FOUND");
  const call = { shown, headers: toHeaders(request), body: body ?? (await readBody(request)) };
  return receiveReload(catalog, call, draining);
}

/** The commit that the address of an outcome names. */
function commitOf({ url = "" }: IncomingMessage): string | null {
  const at = url.indexOf("?");
  return at === -1 ? null : new URLSearchParams(url.slice(at)).get("commit");
}

/** What is signed has to be read before it is known who speaks. */
function isSigned(mode: CredentialMode): boolean {
  return mode === "hub" || mode === "timestamped";
}

/** A body that nobody may send proves nothing, whatever stands in it. */
async function readSigned(request: IncomingMessage): Promise<Buffer> {
  try {
    return await readBody(request);
  } catch (cause) {
    throw new CatalogError("CATALOG_UNAUTHORIZED", { cause });
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > maxBodyBytes) throw new CatalogError("CATALOG_BODY_TOO_LARGE");
    chunks.push(part);
  }
  return Buffer.concat(chunks);
}

/** Whoever fails too often hears that instead; a right credential from the same address is still taken. */
async function countFailure(
  { limiter }: CatalogReloadDeps,
  address: string | null,
  error: unknown,
): Promise<unknown> {
  const group = address === null ? "unknown" : (addressGroup(address) ?? "unknown");
  try {
    settle(await limiter.takeFleet("catalog-reload-failures", `address ${group}`));
    return error;
  } catch (limited) {
    return limited;
  }
}

function settle(taken: RateDecision): void {
  if (taken.allowed) return;
  throw new PlatformError("RATE_LIMITED", { retryAfterMs: taken.retryAfterMs });
}

function send(response: ServerResponse, answer: ReloadAnswer): void {
  switch (answer.is) {
    case "pending": {
      const { seq, commitHash } = answer;
      const named = commitHash === null ? "" : `?commit=${commitHash}`;
      const statusUrl = `${mounts.catalogReload}/${seq}${named}`;
      sendJson(response, 202, { accepted: true, seq, statusUrl });
      break;
    }
    case "pong":
      sendJson(response, 200, { pong: true });
      break;
    case "ignored":
      sendJson(response, 200, { outcome: "ignored" });
      break;
    case "duplicate":
      sendJson(response, 200, { duplicate: true });
      break;
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

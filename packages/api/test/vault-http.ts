import { createHash } from "node:crypto";
import { createMetrics, newId, silentLog, systemClock } from "@homeport/platform";
import { nodePrimitives } from "@homeport/vaults";
import {
  prepareCreation,
  prepareDelta,
  printHash,
  type Roster,
  toBase64Url,
  type VaultVersion,
  writeRequestText,
} from "@homeport/vaults/core";
import { createVaultHandler, type VaultHandler } from "../src/index.ts";
import type { TestKey } from "./operator-key.ts";
import { addOrganization, migratedDatabase, type Person, signUp } from "./people.ts";
import { type Replica, type ReplicaOptions, startReplica, webUrl } from "./replica.ts";

export const authority = webUrl.host;
const base = "/api/v1/vaults";

export interface VaultSite extends AsyncDisposable {
  readonly replica: Replica;
  readonly handler: VaultHandler;
  readonly owner: Person;
  readonly organizationId: string;
}

export async function openVaultSite(options: ReplicaOptions = {}): Promise<VaultSite> {
  const stack = new AsyncDisposableStack();
  const { url } = stack.use(await migratedDatabase());
  const replica = stack.use(await startReplica(url, options));
  const handler = stack.use(openHandler(replica));
  const owner = await signUp(replica, "Owner");
  const organizationId = await addOrganization(replica, [{ person: owner, role: "owner" }]);
  return {
    ...{ replica, handler, owner, organizationId },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

export function openHandler(
  replica: Replica,
  draining: AbortSignal = new AbortController().signal,
): VaultHandler {
  const metrics = createMetrics({ app: "test", version: "0" });
  const shared = { clock: systemClock, log: silentLog, metrics };
  const authorities = new Set([authority]);
  return createVaultHandler({ api: replica.api, authorities, draining, ...shared });
}

let lastMs = 0;
/** A time for a request: now, and later than every one before. */
export function nextTimeMs(): number {
  lastMs = Math.max(Date.now(), lastMs + 1);
  return lastMs;
}

/** One request, as its signer signs it. */
export interface Asked {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly query: string;
  readonly vaultId: string | null;
  readonly authority: string;
  readonly signer: TestKey;
  readonly timestampMs: number;
  readonly body: string;
}

export type SignedHeaders = Readonly<Record<string, string>>;

export function askedOf(
  signer: TestKey,
  asked: Partial<Asked> & { readonly method?: "GET" | "POST" } = {},
): Asked {
  const { vaultId = null, method = "GET" } = asked;
  return {
    ...{ method, path: vaultId === null ? base : `${base}/${vaultId}`, query: "", vaultId },
    ...{ authority, signer, timestampMs: nextTimeMs(), body: "" },
    ...asked,
  };
}

/** What its signer signs of a request. */
export function requestTextOf(asked: Asked): string {
  return writeRequestText({
    ...{ method: asked.method, authority: asked.authority, path: asked.path, query: asked.query },
    ...{ vaultId: asked.vaultId, signerId: asked.signer.keyId, timestampMs: asked.timestampMs },
    bodySha256: createHash("sha256").update(asked.body).digest(),
  });
}

export function signedHeaders(asked: Asked): SignedHeaders {
  const text = requestTextOf(asked);
  return {
    "x-homeport-signer": asked.signer.keyId,
    "x-homeport-authority": asked.authority,
    "x-homeport-timestamp": String(asked.timestampMs),
    "x-homeport-signature": asked.signer.sign(text),
  };
}

let addresses = 0;
/** An address of one's own, so that limits of one test are not those of another. */
export function nextAddress(): string {
  addresses += 1;
  return `203.0.${Math.floor(addresses / 250)}.${addresses % 250}`;
}

/** Sends what was asked, with these headers; from an address of its own unless told. */
export function send(
  handler: VaultHandler,
  asked: Pick<Asked, "method" | "path" | "query" | "body">,
  headers: Readonly<Record<string, string>>,
  address = nextAddress(),
): Promise<Response> {
  const target = asked.query === "" ? asked.path : `${asked.path}?${asked.query}`;
  const hasBody = asked.method === "POST";
  const request = new Request(new URL(target, webUrl), {
    method: asked.method,
    headers: { ...headers, ...(hasBody ? { "content-type": "application/json" } : {}) },
    ...(hasBody && asked.body !== "" ? { body: asked.body } : {}),
  });
  return handler.answer(request, { address, requestId: newId() });
}

/** Signs and sends. */
export function ask(
  handler: VaultHandler,
  signer: TestKey,
  asked: Partial<Asked> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const whole = askedOf(signer, asked);
  return send(handler, whole, { ...headers, ...signedHeaders(whole) });
}

export async function codeOf(answer: Response): Promise<string> {
  const body = (await answer.json()) as { error?: { code?: string } };
  return `${answer.status} ${body.error?.code ?? ""}`.trim();
}

export function rosterOf(threshold: number, ...voters: readonly TestKey[]): Roster {
  const signers = voters.map(({ keyId }) => keyId);
  return {
    threshold,
    signers: signers.map((id) => ({ id, role: "voter", label: "Somebody" })),
  };
}

const utf8 = new TextEncoder();

/** Creates a vault over HTTP, as its owner's browser with a device's key does. */
export async function createVaultAt(
  site: Omit<VaultSite, typeof Symbol.asyncDispose>,
  signer: TestKey,
  options: { readonly roster?: Roster; readonly source?: string; readonly id?: string } = {},
): Promise<VaultVersion> {
  const { body, next } = creationOf(site, signer, options);
  const headers = { cookie: site.owner.cookie, origin: webUrl.origin };
  const answer = await ask(site.handler, signer, { method: "POST", body }, headers);
  if (answer.status !== 201) throw new Error(`Not created: ${await answer.text()}`);
  return next;
}

export function creationOf(
  site: Omit<VaultSite, typeof Symbol.asyncDispose>,
  signer: TestKey,
  options: { readonly roster?: Roster; readonly source?: string; readonly id?: string } = {},
): { readonly body: string; readonly next: VaultVersion } {
  const { roster = rosterOf(1, signer), source = "self", id: vaultId = newId() } = options;
  const payload = utf8.encode('{"n":0}');
  const vault = { vaultId, mode: "json", roster, payload } as const;
  const { next, signingText } = prepareCreation(nodePrimitives, vault);
  const body = JSON.stringify({
    ...{ id: vaultId, organizationId: site.organizationId, name: "Notes", mode: "json" },
    ...{ source: { kind: source }, ...roster, next: printHash(next.commitment) },
    payloadBase64: toBase64Url(payload),
    signatures: [{ signerId: signer.keyId, signature: signer.sign(signingText) }],
  });
  return { body, next };
}

/** The body that moves a vault on from a version, and where it leads. */
export function moveOf(
  from: VaultVersion,
  signers: readonly TestKey[],
  { kind = "merge-patch@1", payload: text = '{"n":1}' } = {},
): { readonly body: string; readonly next: VaultVersion } {
  const payload = utf8.encode(text);
  const prepared = prepareDelta(nodePrimitives, from, { kind, payload });
  const body = JSON.stringify({
    ...{ nonce: prepared.next.nonce, kind, prev: printHash(prepared.prev) },
    next: printHash(prepared.next.commitment),
    payloadBase64: toBase64Url(payload),
    signatures: signers.map(({ keyId, sign }) => ({
      ...{ signerId: keyId, signature: sign(prepared.signingText) },
    })),
  });
  return { body, next: prepared.next };
}

import { writeRequestText } from "@homeport/vaults/core";
import { sha256 } from "@noble/hashes/sha2.js";
import { readFailure, unreachable, type VaultClientError } from "./error.ts";
import { type RetryBudget, retryAfterMs, startRetrying } from "./retry.ts";
import type { VaultSigner } from "./signer.ts";

export interface TransportOptions {
  readonly baseUrl: string | URL;
  /** What the server takes for its own address; that of `baseUrl` unless told. */
  readonly authority?: string | undefined;
  readonly signer: VaultSigner;
  /** A session's token or API key of the person who acts, for what a signer alone may not do. */
  readonly token?: string | undefined;
  /** Id or slug of the organization to act in. */
  readonly organization?: string | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly now?: (() => number) | undefined;
  /** Chance for the waits between tries, in [0, 1). */
  readonly random?: (() => number) | undefined;
}

export interface VaultRequest {
  readonly method: "GET" | "POST";
  /** Below `/api/v1/vaults`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly vaultId?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** `session`: the key session will do, where there is one; `actor`: beside the signature, who acts as a person. */
  readonly by: "signature" | "session" | "actor" | "nobody";
  readonly signal?: AbortSignal | undefined;
}

/** Sends requests as one signer, each signed anew when it is repeated. */
export interface Transport {
  readonly signerId: string;
  send(request: VaultRequest): Promise<Response>;
  sendJson(request: VaultRequest): Promise<unknown>;
  useSession(token: string | null): void;
  readonly signer: VaultSigner;
  readonly fetch: typeof globalThis.fetch;
  readonly baseUrl: URL;
}

const base = "/api/v1/vaults";

export function createTransport(options: TransportOptions): Transport {
  const baseUrl = new URL(options.baseUrl);
  const authority = options.authority ?? baseUrl.host;
  const { signer } = options;
  const send = options.fetch ?? globalThis.fetch.bind(globalThis);
  const now = options.now ?? Date.now;
  const random = options.random ?? Math.random;
  let session: string | null = null;
  /** The newest time that a request bore, and how far the server's clock is ahead. */
  let lastMs = 0;
  let aheadMs = 0;

  function nextTimeMs(): number {
    lastMs = Math.max(Math.trunc(now() + aheadMs), lastMs + 1);
    return lastMs;
  }

  /** Takes from a refusal what the next try has to bear. */
  function adopt({ details }: VaultClientError): void {
    const { serverTimeMs, minTimestampMs } = details;
    if (typeof serverTimeMs === "number") {
      aheadMs = serverTimeMs - now();
      lastMs = Math.min(lastMs, serverTimeMs);
    }
    if (typeof minTimestampMs === "number") lastMs = Math.max(lastMs, minTimestampMs - 1);
  }

  async function headersOf(
    request: VaultRequest,
    facts: { path: string; query: string; body: Uint8Array },
  ): Promise<Record<string, string>> {
    const headers: Record<string, string> = { ...request.headers };
    if (request.body !== undefined) headers["content-type"] = "application/json";
    if (request.by === "nobody") return headers;
    if (request.by === "session" && session !== null) {
      return { ...headers, authorization: `Bearer ${session}` };
    }
    const timestampMs = nextTimeMs();
    const text = writeRequestText({
      ...{ method: request.method, authority, path: facts.path, query: facts.query, timestampMs },
      ...{ vaultId: request.vaultId ?? null, signerId: signer.id },
      bodySha256: sha256(facts.body),
    });
    Object.assign(headers, {
      "x-homeport-signer": signer.id,
      "x-homeport-authority": authority,
      "x-homeport-timestamp": String(timestampMs),
      "x-homeport-signature": await signer.sign(text),
    });
    if (request.by !== "actor") return headers;
    const { token, organization } = options;
    if (token !== undefined) headers["authorization"] = `Bearer ${token}`;
    if (organization !== undefined) headers["homeport-organization"] = organization;
    return headers;
  }

  async function tryOnce(request: VaultRequest): Promise<Response | VaultClientError> {
    const path = `${base}${request.path}`;
    const query = queryOf(request.query ?? {});
    const body =
      request.body === undefined
        ? new Uint8Array()
        : new TextEncoder().encode(JSON.stringify(request.body));
    const headers = await headersOf(request, { path, query, body });
    const url = new URL(query === "" ? path : `${path}?${query}`, baseUrl);
    try {
      const response = await send(url, {
        ...{ method: request.method, headers, signal: request.signal ?? null },
        ...(request.body === undefined ? {} : { body }),
      });
      return response.ok || response.status === 304 ? response : await readFailure(response);
    } catch (error) {
      request.signal?.throwIfAborted();
      return unreachable(error);
    }
  }

  async function sendRetrying(request: VaultRequest): Promise<Response> {
    const budget: RetryBudget = startRetrying();
    for (;;) {
      const answer = await tryOnce(request);
      if (answer instanceof Response) return answer;
      adopt(answer);
      if (answer.code === "KEY_SESSION_INVALID") session = null;
      const waitMs = retryAfterMs(budget, answer, random);
      if (waitMs === null) throw answer;
      await wait(waitMs, request.signal);
    }
  }

  return {
    ...{ signerId: signer.id, signer, fetch: send, baseUrl },
    send: sendRetrying,
    async sendJson(request) {
      const response = await sendRetrying(request);
      return await response.json();
    },
    useSession(token) {
      session = token;
    },
  };
}

/** Only letters that every proxy leaves alone, so that what is signed is what arrives. */
function queryOf(query: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

/** Settles after the time, or at once when the signal aborts. */
export function wait(delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, delayMs);
    signal?.addEventListener("abort", done, { once: true });
  });
}

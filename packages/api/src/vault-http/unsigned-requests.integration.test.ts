import { randomBytes } from "node:crypto";
import { createKeySession } from "@homeport/coordination";
import { newId, systemRandom } from "@homeport/platform";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeKey, type TestKey } from "../../test/operator-key.ts";
import { webUrl } from "../../test/replica.ts";
import {
  askedOf,
  codeOf,
  createVaultAt,
  moveOf,
  nextAddress,
  openVaultSite,
  send,
  signedHeaders,
  type VaultSite,
} from "../../test/vault-http.ts";
import type { VaultAnswer } from "./exchange.ts";

let site: VaultSite;
beforeAll(async () => {
  site = await openVaultSite();
});
afterAll(() => site[Symbol.asyncDispose]());

async function signIn({ keyId }: TestKey): Promise<Record<string, string>> {
  const session = { realm: "signer", principal: keyId, subject: {}, address: null } as const;
  const { token } = await createKeySession(site.replica.db.sql, systemRandom, session);
  return { authorization: `Bearer ${token}` };
}

/** A token of the form that sessions have, which opens none. */
const strange = () => ({ authorization: `Bearer ${randomBytes(32).toString("base64url")}` });

const mebibyte = Buffer.alloc(1024 ** 2);

/** Sends a change with this body, and tells how many of its parts were read. */
async function post(
  path: string,
  headers: Record<string, string>,
  { parts = [mebibyte], address = nextAddress() }: { parts?: Buffer[]; address?: string } = {},
) {
  let read = 0;
  async function* body() {
    for (const part of parts) {
      read += 1;
      yield part;
    }
  }
  const fields = new Headers({ ...headers, "content-type": "application/json" });
  const request = {
    method: "POST",
    url: new URL(path, webUrl).href,
    headers: fields,
    body: body(),
  };
  const answer = await site.handler.reply(request, { address, requestId: newId() });
  return { code: codeIn(answer), read };
}

function codeIn({ status, body }: VaultAnswer): string {
  const { error } = JSON.parse(String(body)) as { error?: { code?: string } };
  return `${status} ${error?.code ?? ""}`.trim();
}

/** What comes of so many, one after the other. */
async function codesOf(times: number, once: () => Promise<string>): Promise<Set<string>> {
  const codes = new Set<string>();
  for (let at = 0; at < times; at += 1) codes.add(await once());
  return codes;
}

const deltas = (vaultId: string) => `/api/v1/vaults/${vaultId}/deltas`;

describe("a change without a signature", () => {
  test.each([
    ["that nobody sends", "", () => ({}), "401 AUTH_FAILED"],
    ["under a session that is none", "", strange, "401 KEY_SESSION_INVALID"],
    ["that needs one, whatever session it has", "/x/abandon", strange, "401 AUTH_FAILED"],
  ])("%s is refused before anything of its body is read", async (_what, part, headers, code) => {
    expect(await post(deltas(newId()) + part, headers())).toEqual({ code, read: 0 });
  });

  test("control: under a good session its body is read", async () => {
    const session = await signIn(makeKey());
    const refused = { code: "400 REQUEST_INVALID", read: 1 };
    expect(await post(deltas(newId()), session)).toEqual(refused);
  });

  test("under a good session moves a vault", async () => {
    const ann = makeKey();
    const first = await createVaultAt(site, ann);
    const { body } = moveOf(first, [ann]);
    const asked = { method: "POST", path: deltas(first.vaultId), query: "", body } as const;
    expect((await send(site.handler, asked, await signIn(ann))).status).toBe(201);
  });

  test.each([
    ["without a session", () => ({}), "401 AUTH_FAILED"],
    ["under sessions that are none", strange, "401 KEY_SESSION_INVALID"],
  ])("%s is limited by its address, and keeps nobody else out", async (_what, headers, code) => {
    const address = nextAddress();
    const path = deltas(newId());
    const flood = () => post(path, headers(), { address }).then((answer) => answer.code);
    expect(await codesOf(80, flood)).toEqual(new Set([code, "429 RATE_LIMITED"]));
    const session = await signIn(makeKey());
    expect((await post(path, session, { address })).code).toBe("429 RATE_LIMITED");
    expect((await post(path, session)).code).toBe("400 REQUEST_INVALID");
  });

  test("takes a read of its address, which one with a signature does not", async () => {
    const address = nextAddress();
    const path = deltas(newId());
    const session = await signIn(makeKey());
    const list = { method: "GET", path: "/api/v1/vaults", query: "", body: "" } as const;
    const asked = askedOf(makeKey(), { method: "POST", path, vaultId: path.split("/")[4] ?? "" });
    // All at one moment, so that the address regains nothing meanwhile.
    const reads = Array.from({ length: 500 }, () => send(site.handler, list, {}, address));
    const unsigned = post(path, session, { address });
    const signed = send(site.handler, asked, signedHeaders(asked), address);
    await Promise.all(reads);
    expect(await unsigned).toEqual({ code: "429 RATE_LIMITED", read: 0 });
    expect(await codeOf(await signed)).toBe("400 REQUEST_INVALID");
  });
});

test("reads under sessions that are none are counted against their address as bad signatures are", async () => {
  const [address, other] = [nextAddress(), nextAddress()];
  const ann = makeKey();
  const { vaultId } = await createVaultAt(site, ann);
  const read = { method: "GET", path: `/api/v1/vaults/${vaultId}`, query: "", body: "" } as const;
  const flood = () => send(site.handler, read, strange(), address).then(codeOf);
  const codes = new Set(["401 KEY_SESSION_INVALID", "429 RATE_LIMITED"]);
  expect(await codesOf(80, flood)).toEqual(codes);
  const session = await signIn(ann);
  expect(await codeOf(await send(site.handler, read, session, address))).toBe("429 RATE_LIMITED");
  expect((await send(site.handler, read, session, other)).status).toBe(200);
});

test("bodies that are too long are counted as bad signatures, for theirs is never looked at", async () => {
  const address = nextAddress();
  const path = deltas(newId());
  const headers = signedHeaders(askedOf(makeKey(), { method: "POST", path }));
  const parts = [mebibyte, mebibyte, mebibyte];
  const flood = () => post(path, headers, { parts, address }).then(({ code }) => code);
  expect(await codesOf(80, flood)).toEqual(new Set(["413 TOO_LARGE", "429 RATE_LIMITED"]));
});

import { newId } from "@homeport/platform";
import { nodePrimitives } from "@homeport/vaults";
import { verifySignature, writeRequestText } from "@homeport/vaults/core";
import { ed25519 } from "@noble/curves/ed25519.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { makeKey, type TestKey } from "../../test/operator-key.ts";
import { addOrganization, signUp } from "../../test/people.ts";
import { webUrl } from "../../test/replica.ts";
import {
  type Asked,
  ask,
  askedOf,
  codeOf,
  createVaultAt,
  creationOf,
  moveOf,
  nextAddress,
  nextTimeMs,
  openVaultSite,
  requestTextOf,
  rosterOf,
  send,
  signedHeaders,
  type VaultSite,
} from "../../test/vault-http.ts";

import { vaultAnswers } from "./openapi/answers.ts";

/** `FULL=1` asks for ten thousand. */
const tries = process.env["FULL"] === "1" ? 10_000 : 100;
const atATime = 20;
const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** One digit of it is another, or, now and then, the same. */
function damage(signature: string, at: number): string {
  const place = (at * 7) % signature.length;
  const digit = digits.charAt((at * 13) % digits.length);
  return signature.slice(0, place) + digit + signature.slice(place + 1);
}

/** By arithmetic in JavaScript alone. The last digit has bits that mean nothing: one form of it is taken. */
function isGoodByReference(asked: Asked, signature: string): boolean {
  const bytes = Buffer.from(signature, "base64url");
  const publicKey = Buffer.from(asked.signer.keyId.slice("ed25519:".length), "hex");
  return (
    bytes.toString("base64url") === signature &&
    ed25519.verify(bytes, Buffer.from(requestTextOf(asked)), publicKey)
  );
}

let site: VaultSite;
beforeAll(async () => {
  site = await openVaultSite();
});
afterAll(() => site[Symbol.asyncDispose]());

const query = (text: string, ...params: string[]) => site.replica.db.sql.query(text, params);

async function clockOf(vaultId: string, { keyId }: TestKey): Promise<number> {
  const text =
    "select last_timestamp_ms from vault_auth_clocks where vault_id = $1 and signer_id = $2";
  return Number((await query(text, vaultId, keyId))[0]?.["last_timestamp_ms"]);
}

const deltas = (vaultId: string) => `/api/v1/vaults/${vaultId}/deltas`;

function submit(vaultId: string, signer: TestKey, body: string, timestampMs = nextTimeMs()) {
  const path = deltas(vaultId);
  return ask(site.handler, signer, { method: "POST", vaultId, path, body, timestampMs });
}

/** One thing changed in a request that was signed, each. */
const changes: readonly [string, (asked: Asked) => Partial<Asked>][] = [
  ["method", ({ method }) => ({ method: method === "GET" ? "POST" : "GET" })],
  ["authority", () => ({ authority: "other.test:3000" })],
  ["path", ({ path }) => ({ path: path.replace("proposals", "deltas") })],
  ["query", () => ({ query: "limit=2" })],
  ["body", () => ({ body: "[]" })],
  [
    "vault",
    ({ vaultId, path }) => {
      const other = newId();
      return { vaultId: other, path: path.replace(vaultId ?? "", other) };
    },
  ],
  ["signer", () => ({ signer: makeKey() })],
  ["time", ({ timestampMs }) => ({ timestampMs: timestampMs + 1 })],
];

describe("a signature", () => {
  test.each(changes)("for another %s opens nothing", async (_what, change) => {
    const ann = makeKey();
    const { vaultId } = await createVaultAt(site, ann);
    const path = `/api/v1/vaults/${vaultId}/proposals`;
    const asked = askedOf(ann, { method: "POST", vaultId, path, body: "{}" });
    const itself = await send(site.handler, asked, signedHeaders(asked));
    expect(await codeOf(itself)).toBe("400 REQUEST_INVALID");
    const changed = { ...asked, ...change(asked) };
    const headers = {
      ...signedHeaders(changed),
      "x-homeport-signature": signedHeaders(asked)["x-homeport-signature"] ?? "",
    };
    expect(await codeOf(await send(site.handler, changed, headers))).toBe("401 AUTH_FAILED");
  });

  test("control: of a text that leaves the path out, one for another path opens it", () => {
    const ann = makeKey();
    const facts = {
      ...{ method: "GET", authority: "a", query: "", vaultId: null, signerId: ann.keyId },
      ...{ timestampMs: 1, bodySha256: new Uint8Array(32) },
    };
    const opens = (write: typeof writeRequestText) => {
      const signature = ann.sign(write({ ...facts, path: "/one" }));
      return verifySignature(
        nodePrimitives,
        ann.keyId,
        write({ ...facts, path: "/two" }),
        signature,
      );
    };
    expect(opens(writeRequestText)).toBe(false);
    expect(opens((request) => writeRequestText({ ...request, path: "/" }))).toBe(true);
  });

  test.each([
    ["a path that is read in two ways", { path: "/api/v1/vaults/a%2fb" }, "400 REQUEST_INVALID"],
    ["a query that is read in two ways", { query: "limit=%31" }, "400 REQUEST_INVALID"],
    ["an unknown address", { path: "/api/v1/vaults/a/b/c/d" }, "404 NOT_FOUND"],
  ])("does not help with %s", async (_what, asked, code) => {
    expect(await codeOf(await ask(site.handler, makeKey(), asked))).toBe(code);
  });

  test("does not help a body that is packed, too long, or of another type", async () => {
    const asked = askedOf(makeKey(), { method: "POST", vaultId: newId(), body: "{}" });
    const at = { ...asked, path: deltas(asked.vaultId ?? "") };
    const packed = await send(site.handler, at, { "content-encoding": "gzip" });
    expect(await codeOf(packed)).toBe("415 MEDIA_TYPE");
    const long = await send(
      site.handler,
      { ...at, body: "x".repeat(2 ** 21 + 1) },
      signedHeaders(at),
    );
    expect(await codeOf(long)).toBe("413 TOO_LARGE");
    const typed = new Request(new URL(at.path, webUrl), { method: "POST", body: "{}" });
    const peer = { address: nextAddress(), requestId: newId() };
    expect(await codeOf(await site.handler.answer(typed, peer))).toBe("415 MEDIA_TYPE");
  });

  test(`is good at the door exactly where it is by the reference, ${tries} whole and damaged ones`, async () => {
    const ann = makeKey();
    const { vaultId } = await createVaultAt(site, ann);
    let good = 0;
    async function tryOne(at: number): Promise<void> {
      const asked = askedOf(ann, { vaultId });
      const headers = signedHeaders(asked);
      const whole = headers["x-homeport-signature"] ?? "";
      const signature = at % 2 === 0 ? whole : damage(whole, at);
      const isGood = isGoodByReference(asked, signature);
      good += isGood ? 1 : 0;
      const sent = { ...headers, "x-homeport-signature": signature };
      expect((await send(site.handler, asked, sent)).status, signature).toBe(isGood ? 200 : 401);
    }
    for (let from = 0; from < tries; from += atATime) {
      await Promise.all(Array.from({ length: atATime }, (_, at) => tryOne(from + at)));
    }
    expect(good).toBeGreaterThanOrEqual(tries / 2);
    expect(good).toBeLessThan(tries * 0.6);
  }, 600_000);

  test("that is no good is counted against its address, and keeps nobody else out", async () => {
    const ann = makeKey();
    const { vaultId } = await createVaultAt(site, ann);
    const asked = askedOf(ann, { vaultId });
    const good = signedHeaders(asked);
    const bad = { ...good, "x-homeport-timestamp": String(asked.timestampMs + 1) };
    const [one, other] = [nextAddress(), nextAddress()];
    const heard = new Set<number>();
    for (let at = 0; at < 80; at += 1) {
      heard.add((await send(site.handler, asked, bad, one)).status);
    }
    expect(heard).toEqual(new Set([401, 429]));
    expect(await codeOf(await send(site.handler, asked, good, one))).toBe("429 RATE_LIMITED");
    expect((await send(site.handler, asked, good, other)).status).toBe(200);
  });
});

describe("a limit", () => {
  /** The first answer that is another one than before, of as many as it takes. */
  async function firstRefusal(times: number, once: () => Promise<Response>): Promise<string> {
    for (let at = 0; at < times; at += 1) {
      const answer = await once();
      if (answer.status === 429) return await codeOf(answer);
      await answer.body?.cancel();
    }
    return "none";
  }

  test("holds for the changes of one signer, from whatever address, and not for another's", async () => {
    const [ann, bob] = [makeKey(), makeKey()];
    const vaultId = newId();
    const change = (signer: TestKey) => submit(vaultId, signer, "{}");
    expect(await firstRefusal(1_000, () => change(ann))).toBe("429 RATE_LIMITED");
    expect(await codeOf(await change(bob))).toBe("400 REQUEST_INVALID");
  });

  test("holds for the reads of one address, and tighter for asking in which vaults one is", async () => {
    const address = nextAddress();
    const list = () => {
      const asked = askedOf(makeKey());
      return send(site.handler, asked, signedHeaders(asked), address);
    };
    expect(await firstRefusal(30, list)).toBe("429 RATE_LIMITED");
    const at = { method: "GET", path: "/api/v1/vaults", query: "", body: "" } as const;
    const read = () => send(site.handler, at, {}, address);
    expect(await firstRefusal(10_000, read)).toBe("429 RATE_LIMITED");
    expect(await codeOf(await send(site.handler, at, {}))).toBe("401 AUTH_FAILED");
  });
});

describe("a signed change", () => {
  test("that was refused as busy cannot be replayed when nothing waits any more", async () => {
    const ann = makeKey();
    const first = await createVaultAt(site, ann, { source: "memory" });
    const { vaultId } = first;
    expect((await submit(vaultId, ann, moveOf(first, [ann]).body)).status).toBe(201);
    const { body } = moveOf(first, [ann], { payload: '{"n":2}' });
    const timestampMs = nextTimeMs();
    expect(await codeOf(await submit(vaultId, ann, body, timestampMs))).toBe("409 DELTA_BUSY");
    await query(
      "update vault_deltas set status = 'retained', status_reason = 'operator' where vault_id = $1 and status = 'candidate'",
      vaultId,
    );
    const replayed = await submit(vaultId, ann, body, timestampMs);
    const { error } = (await replayed.json()) as { error: Record<string, unknown> };
    expect(error).toMatchObject({
      code: "AUTH_REPLAY",
      retryable: true,
      details: { minTimestampMs: timestampMs + 1, serverTimeMs: expect.any(Number) },
    });
    // Control: with the signer's clock set back, the very same request is taken.
    await query("alter table vault_auth_clocks disable trigger all");
    await query("update vault_auth_clocks set last_timestamp_ms = 1 where vault_id = $1", vaultId);
    await query("alter table vault_auth_clocks enable trigger all");
    expect((await submit(vaultId, ann, body, timestampMs)).status).toBe(201);
  });

  test("comes fifty at a time, and the clock of its signer only rises; that of another stands", async () => {
    const [ann, bob] = [makeKey(), makeKey()];
    const first = await createVaultAt(site, ann, { roster: rosterOf(1, ann, bob) });
    const { vaultId } = first;
    const bobsMs = await clockOf(vaultId, bob);
    const { body } = moveOf(first, [ann]);
    const times = Array.from({ length: 50 }, nextTimeMs);
    const answers = await Promise.all(times.map((time) => submit(vaultId, ann, body, time)));
    const codes = await Promise.all(
      answers.map(async (answer) => (answer.ok ? "taken" : await codeOf(answer))),
    );
    expect(new Set(codes)).toEqual(new Set(["taken", "401 AUTH_REPLAY"]));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await clockOf(vaultId, ann)).toBe(times.at(-1));
    expect(await clockOf(vaultId, bob)).toBe(bobsMs);
    const again = await submit(vaultId, bob, body);
    expect(again.status).toBe(200);
  });

  test("needs more than a cookie, and creating a vault more than a signature", async () => {
    const ann = makeKey();
    const first = await createVaultAt(site, ann);
    const { body } = moveOf(first, [ann]);
    const cookie = { cookie: site.owner.cookie, origin: webUrl.origin };
    const path = deltas(first.vaultId);
    const unsigned = await send(site.handler, { method: "POST", path, query: "", body }, cookie);
    expect(await codeOf(unsigned)).toBe("401 AUTH_FAILED");
    const creation = creationOf(site, ann);
    const asked = { method: "POST", body: creation.body } as const;
    expect(await codeOf(await ask(site.handler, ann, asked))).toBe("401 AUTH_FAILED");
    const elsewhere = { cookie: site.owner.cookie, origin: "http://elsewhere.test" };
    expect(await codeOf(await ask(site.handler, ann, asked, elsewhere))).toBe("403 ORIGIN_REFUSED");
    const made = await ask(site.handler, ann, asked, cookie);
    expect(made.status).toBe(201);
    expect((await ask(site.handler, ann, asked, cookie)).status).toBe(200);
  });

  test("with a body that is none is refused for what it is", async () => {
    const ann = makeKey();
    const { vaultId } = await createVaultAt(site, ann);
    for (const body of ["", "nonsense", "[]", "{}", '{"nonce":"1"}']) {
      expect(await codeOf(await submit(vaultId, ann, body))).toBe("400 REQUEST_INVALID");
    }
  });
});

test("what the routes answer is what their description says", async () => {
  const [ann, bob] = [makeKey(), makeKey()];
  const { body, next: first } = creationOf(site, ann, { roster: rosterOf(2, ann, bob) });
  const cookie = { cookie: site.owner.cookie, origin: webUrl.origin };
  const made = await ask(site.handler, ann, { method: "POST", body }, cookie);
  vaultAnswers.createVault.parse(await made.json());
  const { vaultId } = first;
  const at = async (part: string, asked: Partial<Asked> = {}): Promise<unknown> => {
    const path = `/api/v1/vaults/${vaultId}${part}`;
    const answer = await ask(site.handler, ann, { vaultId, path, ...asked });
    expect(answer.status, part).toBeLessThan(300);
    return await answer.json();
  };
  const post = (part: string, sent: string) => at(part, { method: "POST", body: sent });
  const waits = moveOf(first, [ann], { payload: '{"n":7}' });
  vaultAnswers.openProposal.parse(await post("/proposals", waits.body));
  const page = vaultAnswers.listProposals.parse(await at("/proposals"));
  const [{ id }] = z
    .array(z.object({ id: z.string() }))
    .length(1)
    .parse(page.items) as [{ id: string }];
  vaultAnswers.getProposal.parse(await at(`/proposals/${id}`));
  vaultAnswers.retractProposal.parse(await post(`/proposals/${id}/retract`, "{}"));
  vaultAnswers.restoreProposal.parse(await post(`/proposals/${id}/restore`, "{}"));
  const signature = JSON.parse(waits.body).signatures[0];
  vaultAnswers.signProposal.parse(
    await post(`/proposals/${id}/signatures`, JSON.stringify(signature)),
  );
  const submitted = vaultAnswers.submitDelta.parse(
    await post("/deltas", moveOf(first, [ann, bob]).body),
  );
  vaultAnswers.getDelta.parse(await at(`/deltas/${submitted.delta.id}`));
  vaultAnswers.listDeltas.parse(await at("/deltas", { query: "view=timeline" }));
  vaultAnswers.listAcknowledgements.parse(await at("/acknowledgements"));
  vaultAnswers.getVault.parse(await at(""));
  vaultAnswers.listVaults.parse(await (await ask(site.handler, bob)).json());
  const keys = await ask(site.handler, ann, { path: "/api/v1/vaults/server-keys" });
  vaultAnswers.listServerKeys.parse(await keys.json());
});

describe("a read", () => {
  /** Whatever writes to any table from now on fails. */
  async function forbidWrites(): Promise<() => Promise<unknown>> {
    await query(`create or replace function no_writes() returns trigger language plpgsql as
      $$ begin raise exception 'written'; end $$`);
    const tables = await query(
      "select tablename from pg_tables where schemaname = 'public' and tablename <> 'replicas'",
    );
    for (const { tablename } of tables) {
      await query(`create trigger no_writes before insert or update or delete on ${tablename}
        for each statement execute function no_writes()`);
    }
    return () => query("drop function no_writes cascade");
  }

  test("writes no row, however often it is asked; a change would", async () => {
    const ann = makeKey();
    const first = await createVaultAt(site, ann);
    const { vaultId } = first;
    const reads = ["", "/state", "/deltas", "/acknowledgements", "/proposals"];
    const allow = await forbidWrites();
    try {
      const times = process.env["FULL"] === "1" ? 2_000 : 10;
      for (let at = 0; at < times; at += 1) {
        const answers = await Promise.all(
          reads.map((part) => {
            const asked = askedOf(ann, { vaultId, path: `/api/v1/vaults/${vaultId}${part}` });
            return send(site.handler, asked, signedHeaders(asked));
          }),
        );
        expect(answers.map(({ status }) => status)).toEqual(reads.map(() => 200));
      }
      const listed = await ask(site.handler, ann);
      expect(listed.status).toBe(200);
      expect((await submit(vaultId, ann, moveOf(first, [ann]).body)).status).toBe(500);
    } finally {
      await allow();
    }
  }, 240_000);

  test("by a stranger, by a removed signer and of an unknown vault get the same answer", async () => {
    const [ann, bob, eve] = [makeKey(), makeKey(), makeKey()];
    const first = await createVaultAt(site, ann, { roster: rosterOf(1, ann, bob) });
    const { vaultId } = first;
    const alone = JSON.stringify(rosterOf(1, ann));
    const { body } = moveOf(first, [ann], { kind: "roster@1", payload: alone });
    expect((await submit(vaultId, ann, body)).status).toBe(201);
    const answers = await Promise.all([
      ask(site.handler, eve, { vaultId }),
      ask(site.handler, bob, { vaultId }),
      ask(site.handler, ann, { vaultId: newId() }),
    ]);
    const texts = await Promise.all(
      answers.map(async (answer) =>
        `${answer.status} ${await answer.text()}`.replace(/"requestId":"[^"]*"/, ""),
      ),
    );
    expect(texts[0]).toContain("404");
    expect(texts[0]).toContain("VAULT_NOT_FOUND");
    expect(new Set(texts).size).toBe(1);
    expect(((await (await ask(site.handler, eve)).json()) as { items: [] }).items).toEqual([]);
  });

  test("is for members of its organization, not for those of another, and not for nobody", async () => {
    const ann = makeKey();
    const { vaultId } = await createVaultAt(site, ann);
    const stranger = await signUp(site.replica, "Stranger");
    await addOrganization(site.replica, [{ person: stranger, role: "owner" }]);
    const at = { method: "GET", path: `/api/v1/vaults/${vaultId}`, query: "", body: "" } as const;
    const organization = { "homeport-organization": site.organizationId };
    const own = { cookie: site.owner.cookie, ...organization };
    const answer = await send(site.handler, at, own);
    expect(answer.status).toBe(200);
    const etag = answer.headers.get("etag") ?? "";
    const unchanged = await send(site.handler, at, { ...own, "if-none-match": etag });
    expect([unchanged.status, await unchanged.text()]).toEqual([304, ""]);
    const other = await send(site.handler, at, { cookie: stranger.cookie });
    expect(await codeOf(other)).toBe("404 VAULT_NOT_FOUND");
    const forced = await send(site.handler, at, { cookie: stranger.cookie, ...organization });
    expect(await codeOf(forced)).toBe("404 VAULT_NOT_FOUND");
    expect(await codeOf(await send(site.handler, at, {}))).toBe("401 AUTH_FAILED");
  });

  test("of the state gives its very bytes, and whether they still hold", async () => {
    const ann = makeKey();
    const first = await createVaultAt(site, ann);
    const { vaultId } = first;
    const path = `/api/v1/vaults/${vaultId}/state`;
    const answer = await ask(site.handler, ann, { vaultId, path });
    expect(await answer.text()).toBe('{"n":0}');
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "application/json",
      "x-homeport-nonce": "0",
    });
    const etag = answer.headers.get("etag") ?? "";
    const same = await ask(site.handler, ann, { vaultId, path }, { "if-none-match": etag });
    expect(same.status).toBe(304);
    await submit(vaultId, ann, moveOf(first, [ann]).body);
    const moved = await ask(site.handler, ann, { vaultId, path }, { "if-none-match": etag });
    expect(await moved.text()).toBe('{"n":1}');
  });

  test.each([
    ["deltas", "limit=0", "400 LIMIT_INVALID"],
    ["deltas", "limit=501", "400 LIMIT_INVALID"],
    ["deltas", "cursor=x", "400 CURSOR_INVALID"],
    ["deltas", "view=sideways", "400 FILTER_INVALID"],
    ["deltas", "afterNonce=x", "400 REQUEST_INVALID"],
    ["deltas", "limit=1&limit=2", "400 REQUEST_INVALID"],
    ["deltas/none", "", "404 DELTA_NOT_FOUND"],
    [`proposals/${"0".repeat(64)}`, "", "404 PROPOSAL_NOT_FOUND"],
    ["proposals/none", "", "400 REQUEST_INVALID"],
  ])("of %s with %s is refused with %s", async (part, text, code) => {
    const ann = makeKey();
    const { vaultId } = await createVaultAt(site, ann);
    const path = `/api/v1/vaults/${vaultId}/${part}`;
    expect(await codeOf(await ask(site.handler, ann, { vaultId, path, query: text }))).toBe(code);
  });
});

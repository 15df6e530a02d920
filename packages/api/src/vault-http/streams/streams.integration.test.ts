import { newId } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeKey, type TestKey } from "../../../test/operator-key.ts";
import { addOrganization, signUp } from "../../../test/people.ts";
import {
  ask,
  askedOf,
  codeOf,
  createVaultAt,
  moveOf,
  openHandler,
  openVaultSite,
  rosterOf,
  send,
  signedHeaders,
  type VaultSite,
} from "../../../test/vault-http.ts";
import type { VaultHandler } from "../create-vault-handler.ts";

let site: VaultSite;
beforeAll(async () => {
  site = await openVaultSite();
});
afterAll(() => site[Symbol.asyncDispose]());

const query = (text: string, ...params: string[]) => site.replica.db.sql.query(text, params);

interface Listener {
  readonly text: () => string;
  readonly seqs: () => number[];
  readonly types: () => string[];
  readonly hasEnded: () => boolean;
  readonly leave: () => Promise<void>;
}

/** Reads a stream as it comes. */
function listen(answer: Response): Listener {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  let ended = false;
  void (async () => {
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
      text += part.value;
    }
    ended = true;
  })();
  const all = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, value = ""]) => value);
  return {
    text: () => text,
    seqs: () => all(/^id: (\d+)$/gm).map(Number),
    types: () => all(/^event: (.+)$/gm),
    hasEnded: () => ended,
    leave: async () => void (await reader?.cancel()),
  };
}

const until = (what: string, isTrue: () => boolean) =>
  waitFor(async () => isTrue(), { deadlineMs: 15_000, everyMs: 10, what });

function open(
  vaultId: string,
  signer: TestKey,
  { handler = site.handler, lastEventId = "", query: text = "" } = {},
): Promise<Response> {
  const path = `/api/v1/vaults/${vaultId}/events`;
  const headers: Record<string, string> =
    lastEventId === "" ? {} : { "last-event-id": lastEventId };
  return ask(handler, signer, { vaultId, path, query: text }, headers);
}

async function submit(vaultId: string, signer: TestKey, body: string): Promise<void> {
  const path = `/api/v1/vaults/${vaultId}/deltas`;
  const answer = await ask(site.handler, signer, { method: "POST", vaultId, path, body });
  if (!answer.ok) throw new Error(await answer.text());
}

/** Events as a busy vault has them. */
const addEvents = (vaultId: string, count: number) =>
  query(
    `with counted as (update vaults set event_seq = event_seq + $2::int where id = $1 returning event_seq)
    insert into vault_events (vault_id, seq, id, type, data)
    select $1, event_seq - $2::int + n, gen_random_uuid(), 'vault.renamed', '{}'
    from counted, generate_series(1, $2::int) n`,
    vaultId,
    String(count),
  );

describe("a stream", () => {
  test("goes on at another replica where the one before stopped, without gap or repeat", async () => {
    const ann = makeKey();
    const first = await createVaultAt(site, ann);
    const { vaultId } = first;
    const stop = new AbortController();
    using other: VaultHandler = openHandler(site.replica, stop.signal);
    const before = listen(await open(vaultId, ann, { handler: other, query: "after=0" }));
    const { body, next } = moveOf(first, [ann]);
    await submit(vaultId, ann, body);
    await until("three events", () => before.seqs().length === 3);
    stop.abort();
    await until("the end", before.hasEnded);
    expect(before.text().endsWith(`retry: ${100}\n\n`)).toBe(true);
    expect(await codeOf(await open(vaultId, ann, { handler: other }))).toBe("503 DRAINING");
    await submit(vaultId, ann, moveOf(next, [ann], { payload: '{"n":2}' }).body);
    const after = listen(await open(vaultId, ann, { lastEventId: String(before.seqs().at(-1)) }));
    await until("the rest", () => after.seqs().length === 2);
    await submit(
      vaultId,
      ann,
      moveOf(moveOf(next, [ann], { payload: '{"n":2}' }).next, [ann]).body,
    );
    await until("what is new", () => after.seqs().length === 4);
    expect([...before.seqs(), ...after.seqs()]).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(new Set(after.types())).toEqual(new Set(["delta.accepted", "delta.canonical"]));
    await after.leave();
  });

  test("pages through a long past at its reader's pace, and then is live", async () => {
    const ann = makeKey();
    const { vaultId } = await createVaultAt(site, ann);
    await addEvents(vaultId, 700);
    const heard = listen(await open(vaultId, ann, { query: "after=0" }));
    await until("the past", () => heard.seqs().length === 701);
    await addEvents(vaultId, 2);
    await until("what is new", () => heard.seqs().length === 703);
    expect(heard.seqs()).toEqual(Array.from({ length: 703 }, (_, at) => at + 1));
    await heard.leave();
  });

  test("whose reader is too slow is cut, and others go on", async () => {
    const ann = makeKey();
    const { vaultId } = await createVaultAt(site, ann);
    const slow = await open(vaultId, ann);
    const quick = listen(await open(vaultId, ann));
    await until("the beginning", () => quick.text() !== "");
    for (let burst = 0; burst < 4; burst += 1) {
      await addEvents(vaultId, 100);
      await until("a burst", () => quick.seqs().length === (burst + 1) * 100);
    }
    const left = listen(slow);
    await until("the end", left.hasEnded);
    expect(left.seqs()).toEqual([]);
    await quick.leave();
  });

  test("that asks for what is not kept any more is told where to begin again", async () => {
    const ann = makeKey();
    const { vaultId } = await createVaultAt(site, ann);
    await addEvents(vaultId, 5);
    await query("delete from vault_events where vault_id = $1 and seq between 2 and 4", vaultId);
    for (const after of ["1", "99"]) {
      const heard = listen(await open(vaultId, ann, { query: `after=${after}` }));
      await until("the reset", () => heard.types().length > 0);
      expect(heard.text()).toContain('id: 6\nevent: reset\ndata: {"head":6}');
      await heard.leave();
    }
    expect(await codeOf(await open(vaultId, ann, { query: "after=x" }))).toBe(
      "400 REQUEST_INVALID",
    );
  });

  test("is one of ten that a signer may have", async () => {
    const ann = makeKey();
    const { vaultId } = await createVaultAt(site, ann);
    const held = await Promise.all(Array.from({ length: 10 }, () => open(vaultId, ann)));
    expect(await codeOf(await open(vaultId, ann))).toBe("503 STREAM_LIMIT");
    await held[0]?.body?.cancel();
    const more = await open(vaultId, ann);
    expect(more.status).toBe(200);
    await Promise.all([...held.slice(1), more].map(async (answer) => await answer.body?.cancel()));
  });

  test("ends when its signer is removed", async () => {
    const [ann, bob] = [makeKey(), makeKey()];
    const first = await createVaultAt(site, ann, { roster: rosterOf(1, ann, bob) });
    const { vaultId } = first;
    const theirs = listen(await open(vaultId, bob));
    const mine = listen(await open(vaultId, ann));
    await until("the beginning", () => theirs.text() !== "" && mine.text() !== "");
    const payload = JSON.stringify(rosterOf(1, ann));
    await submit(vaultId, ann, moveOf(first, [ann], { kind: "roster@1", payload }).body);
    await until("the end", theirs.hasEnded);
    expect(mine.hasEnded()).toBe(false);
    await mine.leave();
    expect(await codeOf(await open(vaultId, bob))).toBe("404 VAULT_NOT_FOUND");
  });

  test("of a member ends when they leave, and one of the organization does as well", async () => {
    const ann = makeKey();
    const { vaultId } = await createVaultAt(site, ann);
    const member = await signUp(site.replica, "Member");
    await query(
      "insert into members (id, organization_id, user_id, role) values ($1, $2, $3, 'member')",
      ...[newId(), site.organizationId, member.userId],
    );
    const headers = { cookie: member.cookie, "homeport-organization": site.organizationId };
    const get = (path: string) =>
      send(site.handler, { ...askedOf(ann), path: `/api/v1/vaults${path}` }, headers);
    const [one, all] = [listen(await get(`/${vaultId}/events`)), listen(await get("/events"))];
    await until("the beginning", () => one.text() !== "" && all.text() !== "");
    await query("delete from members where user_id = $1", member.userId);
    await site.replica.api.feed.announce("member", member.userId);
    await until("both ends", () => one.hasEnded() && all.hasEnded());
    expect(await codeOf(await get("/events"))).toBe("403 FORBIDDEN");
  });

  test("of somebody whose session runs out ends with it, though nobody says so", async () => {
    const person = await signUp(site.replica, "Eli");
    const organizationId = await addOrganization(site.replica, [{ person, role: "owner" }]);
    const lastsMs = 4_000;
    await query(
      `update sessions set expires_at = now() + interval '${lastsMs} ms' where user_id = $1`,
      person.userId,
    );
    // A session that is used is given longer; this one shall be as one that has been given all it may.
    await query(
      "create function keep_end() returns trigger language plpgsql as 'begin new.expires_at = old.expires_at; return new; end'",
    );
    await query(
      "create trigger keep_end before update on sessions for each row execute function keep_end()",
    );
    const begunMs = performance.now();
    const headers = { cookie: person.cookie, "homeport-organization": organizationId };
    const asked = { ...askedOf(makeKey()), path: "/api/v1/vaults/events" };
    const watching = listen(await send(site.handler, asked, headers));
    await until("the beginning", () => watching.text() !== "");
    await until("the end", () => watching.hasEnded());
    expect(performance.now() - begunMs).toBeGreaterThan(lastsMs - 500);
    expect(await codeOf(await send(site.handler, asked, headers))).toBe("401 AUTH_FAILED");
    await query("drop trigger keep_end on sessions");
  });

  test("of an organization says which vault has moved, and nothing of others", async () => {
    const [ann, eve] = [makeKey(), makeKey()];
    const person = await signUp(site.replica, "Eve");
    const organizationId = await addOrganization(site.replica, [{ person, role: "owner" }]);
    const theirs = { ...site, owner: person, organizationId };
    const first = await createVaultAt(theirs, eve);
    const other = await createVaultAt(site, ann);
    const asked = { ...askedOf(eve), path: "/api/v1/vaults/events" };
    const heard = listen(await send(site.handler, asked, { cookie: person.cookie }));
    await until("the beginning", () => heard.text() !== "");
    await submit(other.vaultId, ann, moveOf(other, [ann]).body);
    await submit(first.vaultId, eve, moveOf(first, [eve]).body);
    await until("a hint", () => heard.types().length > 0);
    expect(heard.text()).toContain(`event: vault\ndata: {"vaultId":"${first.vaultId}","seq":3}`);
    expect(heard.text()).not.toContain(other.vaultId);
    await heard.leave();
    const signed = askedOf(ann, { path: "/api/v1/vaults/events" });
    const refused = await send(site.handler, signed, signedHeaders(signed));
    expect(await codeOf(refused)).toBe("401 AUTH_FAILED");
  });
});

import { schema } from "@homeport/db";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  addOrganization,
  answerOf,
  cookiePair,
  fieldsOf,
  navigation,
  openApp,
  openWorld,
  ownerContext,
  signIn,
  startRelay,
  type TestApp,
  type World,
} from "../../test/fixture.ts";
import {
  type Admission,
  createShareLink,
  type GateContext,
  getAppGate,
  listShareLinks,
  type NewShareLink,
  replaceRules,
  revokeShareLink,
  sweepGate,
} from "../index.ts";
import { maxLiveLinksPerApp } from "./link-view.ts";

let world: World;
let notes: TestApp;
let ctx: GateContext;

beforeAll(async () => {
  world = await openWorld();
  notes = await openApp(world, "notes", "link");
  ctx = ownerContext(world.relay.deps, world.organizationId, world.owner.userId);
});
afterAll(() => world[Symbol.asyncDispose]());

const hourMs = 3_600_000;
type Wanted = Omit<Parameters<typeof createShareLink>[1], "appId" | "ends">;

function share(app: TestApp, wanted: Wanted = {}): Promise<NewShareLink> {
  return createShareLink(ctx, { appId: app.appId, ends: { inMs: hourMs }, ...wanted });
}

/** Path and query of a link's address. */
function targetOf({ url }: NewShareLink): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

/** Opens a link as its page's script does. */
async function press(app: TestApp, link: NewShareLink, headers: readonly string[] = []) {
  const origin = ["Origin", `http://${app.hostname}:8080`];
  const sent = { method: "POST", headers: [...navigation, ...origin, ...headers] };
  return answerOf(await world.relay.visit(app.hostname, targetOf(link), sent));
}

/** A guest of a fresh browser: the headers of their next request. */
async function arrive(app: TestApp, link: NewShareLink): Promise<readonly string[]> {
  const answer = await press(app, link);
  if (answer.status !== 303) throw new Error(`The link answered ${answer.status}: ${answer.body}`);
  return [...navigation, "Cookie", cookiePair(fieldsOf(answer, "set-cookie")[0] ?? "")];
}

function codeOf(admission: Admission) {
  return admission.kind === "pass" ? admission.code : `${admission.status} ${admission.code}`;
}

async function usesOf(link: NewShareLink): Promise<number | undefined> {
  const { links } = await listShareLinks(ctx, { appId: notes.appId });
  return links.find((one) => one.linkId === link.linkId)?.uses;
}

function auditOf(link: NewShareLink) {
  return world.relay.db.orm
    .select()
    .from(schema.auditEntries)
    .where(eq(schema.auditEntries.targetId, link.linkId))
    .orderBy(schema.auditEntries.at);
}

describe("a link", () => {
  test("lets a guest in as nobody in particular, until it is revoked", async () => {
    const link = await share(notes);
    const headers = await arrive(notes, link);
    const passed = await world.relay.visit(notes.hostname, "/a", { headers });
    if (passed.kind !== "pass") throw new Error(passed.body);
    expect(passed.code).toBe("LINK");
    const at = passed.rawHeaders.indexOf("X-Homeport-Kind");
    expect(passed.rawHeaders.slice(at, at + 6)).toEqual([
      ...["X-Homeport-Kind", "link", "X-Homeport-User", "", "X-Homeport-Name", ""],
    ]);
    expect(passed.rawHeaders.join()).not.toContain("homeport_link");
    const cut = Promise.withResolvers<string>();
    passed.watch(cut.resolve);
    const revokedAtMs = performance.now();
    await revokeShareLink(ctx, { linkId: link.linkId });
    expect(await cut.promise).toBe("session-ended");
    expect(performance.now() - revokedAtMs).toBeLessThan(1_000);
    const after = answerOf(await world.relay.visit(notes.hostname, "/a", { headers }));
    expect(codeOf(after)).toBe("410 LINK_ENDED");
    expect(fieldsOf(after, "set-cookie").join()).toMatch(/^homeport_link=; .*Max-Age=0/);
    const program = ["Cookie", headers.at(-1) ?? ""];
    expect(codeOf(await world.relay.visit(notes.hostname, "/a", { headers: program }))).toBe(
      "401 SESSION_ENDED",
    );
  });

  test("is used up by no look at its address, only by pressing the button there", async () => {
    const link = await share(notes, { maxUses: 1 });
    const before = await world.relay.queries();
    for (const method of ["GET", "HEAD", "GET"]) {
      const page = answerOf(await world.relay.visit(notes.hostname, targetOf(link), { method }));
      expect(page.status).toBe(200);
      expect(page.body).toContain(`<form method="post" action="${targetOf(link)}">`);
      expect(fieldsOf(page, "set-cookie")).toEqual([]);
      const policy = fieldsOf(page, "content-security-policy")[0];
      expect(policy).toMatch(/script-src 'sha256-[^']+';/);
    }
    expect(await world.relay.queries()).toBe(before);
    expect(await usesOf(link)).toBe(0);
    await arrive(notes, link);
    expect(await usesOf(link)).toBe(1);
    expect((await press(notes, link)).status).toBe(410);
  });

  test("spends nothing when a guest who is here by it opens it again", async () => {
    const link = await share(notes, { maxUses: 1 });
    const headers = await arrive(notes, link);
    const again = await press(notes, link, headers.slice(-2));
    expect(again.status).toBe(303);
    expect(fieldsOf(again, "set-cookie")).toEqual([]);
    expect(await usesOf(link)).toBe(1);
  });

  test("ends with its own end, and so does whoever came by it", async () => {
    const link = await share(notes);
    const answer = await press(notes, link);
    const [, maxAge = ""] = /Max-Age=(\d+)/.exec(fieldsOf(answer, "set-cookie")[0] ?? "") ?? [];
    expect(Number(maxAge)).toBeGreaterThan(3_500);
    expect(Number(maxAge)).toBeLessThanOrEqual(3_600);
    const [session] = await world.relay.db.orm
      .select()
      .from(schema.appSessions)
      .where(eq(schema.appSessions.shareLinkId, link.linkId));
    expect(session?.expiresAt).toEqual(link.expiresAt);
  });

  test("opens only what lies in its path, however that is spelled", async () => {
    const link = await share(notes, { path: "/album" });
    const headers = await arrive(notes, link);
    const ask = async (path: string) =>
      codeOf(await world.relay.visit(notes.hostname, path, { headers }));
    expect(await ask("/album/1")).toBe("LINK");
    expect(await ask("/other")).toBe("302 SIGN_IN_REQUIRED");
    expect(await ask("/album/../other")).toBe("302 SIGN_IN_REQUIRED");
    expect(await ask("/album/%2e%2e/other")).toBe("302 SIGN_IN_REQUIRED");
  });

  test("opens only paths whose rule says link; members pass there as well", async () => {
    const app = await openApp(world, "mixed", "members");
    const { version } = await getAppGate(ctx, { appId: app.appId });
    const rules = [
      { path: "/", match: "prefix", level: "members" },
      { path: "/shared", match: "prefix", level: "link" },
    ] as const;
    const link = await share(app);
    expect(link.opensAt).toBeNull();
    await replaceRules(ctx, { appId: app.appId, version, rules: [...rules] });
    await expect
      .poll(() => world.relay.gate.current().byId.get(app.appId)?.rules?.ordered.length)
      .toBe(2);
    const answer = await press(app, link);
    expect(fieldsOf(answer, "location")).toEqual(["/shared"]);
    const headers = [...navigation, "Cookie", cookiePair(fieldsOf(answer, "set-cookie")[0] ?? "")];
    const ask = async (path: string, sent: readonly string[]) =>
      codeOf(await world.relay.visit(app.hostname, path, { headers: sent }));
    expect(await ask("/shared", headers)).toBe("LINK");
    expect(await ask("/", headers)).toBe("302 SIGN_IN_REQUIRED");
    const member = await signIn(world.relay, app, world.owner);
    expect(await ask("/shared", member)).toBe("LINK");
    // The guest's cookie stays beside the one of a later sign-in, which passes first.
    expect(await ask("/", [...member, ...headers.slice(-2)])).toBe("MEMBER");
  });

  test("is for one app: its cookie is nothing on another", async () => {
    const other = await openApp(world, "other", "link");
    const headers = await arrive(notes, await share(notes));
    expect(codeOf(await world.relay.visit(other.hostname, "/", { headers }))).toBe(
      "302 SIGN_IN_REQUIRED",
    );
    const wrong = await press(other, await share(notes));
    expect(codeOf(wrong)).toBe("410 LINK_ENDED");
  });

  test("lets a guest change something only from the app's own pages", async () => {
    const headers = await arrive(notes, await share(notes));
    const post = async (origin: string) =>
      codeOf(
        await world.relay.visit(notes.hostname, "/a", {
          method: "POST",
          headers: [...headers, "Origin", origin],
        }),
      );
    expect(await post(`http://${notes.hostname}:8080`)).toBe("LINK");
    expect(await post("http://elsewhere.localhost:8080")).toBe("403 ORIGIN_REFUSED");
  });

  test("cannot be opened by another site on a visitor's behalf", async () => {
    const link = await share(notes, { maxUses: 1 });
    const headers = [...navigation, "Origin", "https://elsewhere.example"];
    const answer = await world.relay.visit(notes.hostname, targetOf(link), {
      method: "POST",
      headers,
    });
    expect(codeOf(answer)).toBe("403 ORIGIN_REFUSED");
    expect(await usesOf(link)).toBe(0);
  });
});

describe("a link that has ended", () => {
  const ended = [
    ["This link has expired", { expiresAt: sql`now() - interval '1 second'` }],
    ["This link has been used up", { maxUses: 1, uses: 1 }],
    ["This link was revoked", { revokedAt: sql`now()` }],
  ] as const;

  test.each(ended)("says what ended it, and by name who shared it: %s", async (title, change) => {
    const link = await share(notes);
    await world.relay.db.orm
      .update(schema.shareLinks)
      .set(change)
      .where(eq(schema.shareLinks.id, link.linkId));
    const answer = await press(notes, link);
    expect(codeOf(answer)).toBe("410 LINK_ENDED");
    expect(answer.body).toContain(title);
    expect(answer.body).toContain("<dt>Shared by</dt><dd>Ada</dd>");
    expect(answer.body).not.toContain("@example.org");
  });

  test("says neither to whoever does not hold its secret", async () => {
    const link = await share(notes);
    await revokeShareLink(ctx, { linkId: link.linkId });
    const guessed = { ...link, url: link.url.replace(/\.[^.]+$/, `.${"A".repeat(43)}`) };
    const answer = await press(notes, guessed);
    expect(codeOf(answer)).toBe("410 LINK_ENDED");
    expect(answer.body).not.toContain("Ada");
    expect(answer.body).not.toContain("revoked</h1>");
  });

  test("costs no store read when it is malformed, and only so many when it is guessed", async () => {
    const post = (text: string) => {
      const sent = { method: "POST", address: "192.0.2.40" };
      return world.relay.visit(notes.hostname, `/.homeport/link?t=${text}`, sent);
    };
    const before = await world.relay.queries();
    for (const text of ["", "x", "a.b", `${"a".repeat(36)}.${"b".repeat(44)}`]) {
      expect(codeOf(await post(text))).toBe("410 LINK_ENDED");
    }
    expect(await world.relay.queries()).toBe(before);
    const id = "01890000-0000-7000-8000-000000000000";
    for (let n = 0; n < 60; n += 1) await post(`${id}.${String(n).padStart(43, "g")}`);
    expect(codeOf(await post(`${id}.${"h".repeat(43)}`))).toBe("429 TOO_MANY_TRIES");
  });

  test("is refused everywhere within a second by every relay", async () => {
    await using second = await startRelay(world.url);
    const link = await share(notes);
    const headers = await arrive(notes, link);
    const passed = await second.visit(notes.hostname, "/", { headers });
    if (passed.kind !== "pass") throw new Error(passed.body);
    const cut = Promise.withResolvers<string>();
    passed.watch(cut.resolve);
    await world.relay.db.orm
      .update(schema.shareLinks)
      .set({ revokedAt: sql`now()` })
      .where(eq(schema.shareLinks.id, link.linkId));
    expect(await cut.promise).toBe("session-ended");
    expect(codeOf(await second.visit(notes.hostname, "/", { headers }))).toBe("410 LINK_ENDED");
  });
});

describe("those who may share", () => {
  test("see their links with what became of them, and never what opens one", async () => {
    const app = await openApp(world, "listed", "link");
    const link = await share(app, { label: "For Grace", path: "/a", maxUses: 3 });
    await arrive(app, link);
    const { links, opensToLinks } = await listShareLinks(ctx, { appId: app.appId });
    expect(opensToLinks).toBe(true);
    expect(links).toEqual([
      {
        ...{ linkId: link.linkId, label: "For Grace", pathScope: "/a", opensAt: "/a" },
        ...{ state: "live", maxUses: 3, uses: 1 },
        createdAt: link.createdAt,
        expiresAt: link.expiresAt,
        createdBy: { userId: world.owner.userId, name: "Ada" },
      },
    ]);
    const secret = new URL(link.url).searchParams.get("t")?.split(".")[1] ?? "";
    expect(secret).toHaveLength(43);
    const audited = await auditOf(link);
    expect(audited.map((entry) => entry.action)).toEqual(["link.create", "link.redeem"]);
    expect(audited[1]).toMatchObject({ actorKind: "anonymous", address: "192.0.2.7" });
    const rows = await world.relay.db.orm.select().from(schema.shareLinks);
    expect(JSON.stringify([links, audited, rows])).not.toContain(secret);
  });

  test("revoke a link once, and find none of another organization", async () => {
    const link = await share(notes);
    await revokeShareLink(ctx, { linkId: link.linkId });
    const gone = { code: "LINK_NOT_FOUND" };
    await expect(revokeShareLink(ctx, { linkId: link.linkId })).rejects.toMatchObject(gone);
    const strangers = ownerContext(world.relay.deps, await addOrganization(world.relay.deps));
    const another = await share(notes);
    await expect(revokeShareLink(strangers, { linkId: another.linkId })).rejects.toMatchObject(
      gone,
    );
    const hidden = { code: "APP_NOT_FOUND" };
    await expect(listShareLinks(strangers, { appId: notes.appId })).rejects.toMatchObject(hidden);
    const wanted = { appId: notes.appId, ends: { inMs: hourMs } };
    await expect(createShareLink(strangers, wanted)).rejects.toMatchObject(hidden);
    const reader = { ...ctx, permissions: new Set(["app.read", "gate.read"]) };
    await expect(createShareLink(reader, wanted)).rejects.toMatchObject({ code: "NOT_PERMITTED" });
  });

  test.each([
    ["in the past", new Date(0)],
    ["more than a year away", new Date(Date.now() + 400 * 24 * hourMs)],
  ])("make none that ends %s", async (_when, at) => {
    await expect(createShareLink(ctx, { appId: notes.appId, ends: { at } })).rejects.toMatchObject({
      code: "LINK_END_INVALID",
    });
  });

  test("make none for a path that no request could be read as", async () => {
    await expect(share(notes, { path: "/a/../b" })).rejects.toMatchObject({ code: "BAD_RULE" });
  });

  test("have so many live links an app and no more", async () => {
    const app = await openApp(world, "full", "link");
    await world.relay.db.orm.execute(sql`
      insert into share_links (id, app_id, organization_id, label, secret_hash, expires_at)
      select 'full-' || n, ${app.appId}, ${world.organizationId}, '', sha256(('full ' || n)::bytea),
        now() + interval '1 hour'
      from generate_series(1, ${maxLiveLinksPerApp - 1}) n`);
    const asked = await Promise.allSettled([share(app), share(app)]);
    expect(asked.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(asked).toContainEqual(
      expect.objectContaining({ reason: expect.objectContaining({ code: "TOO_MANY_LINKS" }) }),
    );
  });
});

test("a guest is asked nothing of the store once known, and signing out ends the visit", async () => {
  const headers = await arrive(notes, await share(notes));
  await world.relay.visit(notes.hostname, "/", { headers });
  const before = await world.relay.queries();
  for (let times = 0; times < 20; times += 1) {
    await world.relay.visit(notes.hostname, "/", { headers });
  }
  expect(await world.relay.queries()).toBe(before);
  const whoami = answerOf(
    await world.relay.visit(notes.hostname, "/.homeport/whoami", { headers }),
  );
  expect(JSON.parse(whoami.body)).toEqual({ kind: "link", id: null, name: null });
  const origin = ["Origin", `http://${notes.hostname}:8080`];
  const left = answerOf(
    await world.relay.visit(notes.hostname, "/.homeport/sign-out", {
      method: "POST",
      headers: [...headers, ...origin],
    }),
  );
  expect(fieldsOf(left, "set-cookie").join()).toContain("homeport_link=; Path=/; Max-Age=0");
  expect(codeOf(await world.relay.visit(notes.hostname, "/", { headers }))).toBe("410 LINK_ENDED");
});

test("a sweep deletes links 30 days after their end", async () => {
  const [old, recent] = [await share(notes), await share(notes)];
  const age = (link: NewShareLink, ago: string) =>
    world.relay.db.orm
      .update(schema.shareLinks)
      .set({ expiresAt: sql.raw(`now() - interval '${ago}'`) })
      .where(eq(schema.shareLinks.id, link.linkId));
  await age(old, "30 days 1 minute");
  await age(recent, "29 days");
  await sweepGate(world.relay);
  const left = await world.relay.db.orm
    .select({ id: schema.shareLinks.id })
    .from(schema.shareLinks);
  const ids = left.map((row) => row.id);
  expect(ids).not.toContain(old.linkId);
  expect(ids).toContain(recent.linkId);
});

import type { Tx } from "@homeport/db";
import { waitFor } from "@homeport/testkit";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openApp, openWorld, ownerContext, type TestApp, type World } from "../../test/fixture.ts";
import { createShareLink, type NewShareLink } from "../index.ts";
import { type LinkSecret, readLinkSecret } from "./link-secret.ts";
import { takeUse } from "./store.ts";

let world: World;
let app: TestApp;

beforeAll(async () => {
  world = await openWorld();
  app = await openApp(world, "notes", "link");
});
afterAll(() => world[Symbol.asyncDispose]());

function share(maxUses: number): Promise<NewShareLink> {
  const ctx = ownerContext(world.relay.deps, world.organizationId, world.owner.userId);
  return createShareLink(ctx, { appId: app.appId, ends: { inMs: 3_600_000 }, maxUses });
}

function secretOf({ url }: NewShareLink): LinkSecret {
  const link = readLinkSecret(new URL(url).searchParams.get("t") ?? "");
  if (link === null) throw new Error("The address of a link is none");
  return link;
}

type Take = (tx: Tx, link: LinkSecret) => Promise<boolean>;

const take: Take = async (tx, link) => (await takeUse(tx, app.appId, link)) !== null;

/** The fault that the one statement rules out: to look first and to write what was seen. */
const lookThenWrite: Take = async (tx, { linkId }) => {
  const [seen] = await tx.execute(sql`select uses, max_uses from share_links where id = ${linkId}`);
  const uses = Number(seen?.["uses"]);
  if (uses >= Number(seen?.["max_uses"])) return false;
  await tx.execute(sql`update share_links set uses = ${uses + 1} where id = ${linkId}`);
  return true;
};

/** Two guests at the last use: the second asks while the first has taken it and not yet committed. */
async function givenTo(one: Take): Promise<number> {
  const link = secretOf(await share(1));
  const { db } = world.relay;
  const taken = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  const first = db.system("first", async (tx) => {
    const given = await one(tx, link);
    taken.resolve();
    await go.promise;
    return given;
  });
  await taken.promise;
  const second = db.system("second", (tx) => one(tx, link));
  await waitFor(isHeldUp, { deadlineMs: 10_000, what: "the second guest to wait for the first" });
  go.resolve();
  return (await Promise.all([first, second])).filter((given) => given).length;
}

async function isHeldUp(): Promise<boolean> {
  const rows = await world.relay.db.orm.execute(sql`
    select 1 from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and query ~ 'share_links'`);
  return rows.length > 0;
}

test("the last use of a link is given once when two guests open it at the same moment", async () => {
  expect(await givenTo(take)).toBe(1);
});

test("a redemption that looked first and wrote afterwards would give it twice", async () => {
  expect(await givenTo(lookThenWrite)).toBe(2);
});

test("of many guests at once no more come in than uses are left", async () => {
  const link = await share(3);
  const { pathname, search } = new URL(link.url);
  const answers = await Promise.all(
    Array.from({ length: 12 }, () =>
      world.relay.visit(app.hostname, pathname + search, { method: "POST", headers: [] }),
    ),
  );
  const statuses = answers.map((answer) => (answer.kind === "answer" ? answer.status : 0));
  expect(statuses.filter((status) => status === 303)).toHaveLength(3);
  expect(statuses.filter((status) => status === 410)).toHaveLength(9);
});

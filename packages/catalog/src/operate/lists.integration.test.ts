import { schema } from "@homeport/db";
import {
  createCursorCodec,
  deriveKeys,
  newId,
  type Page,
  type PageInput,
} from "@homeport/platform";
import { desc } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openEditor } from "../../test/editor.ts";
import { type CatalogFixture, openFixture } from "../../test/fixture.ts";
import { listMyOperations } from "../edit/get-operation.ts";
import { listOperations } from "../operations/list-operations.ts";
import { listDeliveries } from "./list-deliveries.ts";
import { listRejections } from "./list-rejections.ts";

const cursors = createCursorCodec(deriveKeys("a secret of at least thirty-two characters"));
/** Rows of one transaction have one instant, and others differ by less than a JavaScript date can say. */
const instants = Array.from({ length: 7 }, (_, at) => `2026-03-01T12:00:00.00010${at >> 1}Z`);
let catalog: CatalogFixture;

beforeAll(async () => {
  catalog = await openFixture();
  const { query } = catalog.db.sql;
  for (const [at, instant] of instants.entries()) {
    await query(
      `INSERT INTO catalog_rejection (id, tip_commit, validator_version, problem_count, problems, first_seen_at)
       VALUES ($1, $2, '1', 0, '[]', $3::timestamptz)`,
      [newId(), `${at}`.repeat(40), instant],
    );
    await query(
      "INSERT INTO catalog_delivery (id, mode, replay_key, received_at) VALUES ($1, 'hub', $2, $3::timestamptz)",
      [newId(), `hub ${at}`, instant],
    );
    await query(
      `INSERT INTO catalog_operation (id, actor_id, request_id, action, slug, files, base_generation, created_at)
       VALUES ($1, $2, $3, 'update', $4, '[]', 1, $5::timestamptz)`,
      [newId(), `user-${at % 2 ? "ada" : "bob"}`, `r${at}`, at < 4 ? "notes" : "paper", instant],
    );
  }
});
afterAll(() => catalog[Symbol.asyncDispose]());

/** Every row in the order of the pages, two at a time; `between` happens before each further page. */
async function walk<Row extends { readonly id: string }>(
  read: (input: PageInput) => Promise<Page<Row>>,
  between: () => Promise<unknown> = async () => undefined,
): Promise<Row[]> {
  const found: Row[] = [];
  let cursor: string | undefined;
  do {
    const page = await read({ limit: 2, cursor });
    expect(page.items.length).toBeLessThanOrEqual(2);
    found.push(...page.items);
    cursor = page.nextCursor ?? undefined;
    await between();
  } while (cursor !== undefined);
  return found;
}

const of = () => ({ db: catalog.db.orm, cursors });
const lists = {
  rejections: (input: PageInput) => listRejections(of(), input),
  deliveries: (input: PageInput) => listDeliveries(of(), input),
  changes: (input: PageInput) => listOperations(of(), {}, input),
};
const { catalogRejection, catalogDelivery, catalogOperation } = schema;
const tables = {
  rejections: { id: catalogRejection.id, at: catalogRejection.firstSeenAt },
  deliveries: { id: catalogDelivery.id, at: catalogDelivery.receivedAt },
  changes: { id: catalogOperation.id, at: catalogOperation.createdAt },
};
const names = ["rejections", "deliveries", "changes"] as const;

test.each(names)("all %s are listed once, page by page, the newest first", async (name) => {
  const found = await walk<{ readonly id: string }>(lists[name]);
  const { id, at } = tables[name];
  const rows = await catalog.db.orm.select({ id }).from(id.table).orderBy(desc(at), desc(id));
  expect(found.map((row) => row.id)).toEqual(rows.map((row) => row.id));
  expect(rows).toHaveLength(7);
});

test("what arrives while somebody reads repeats nothing and hides nothing of what was there", async () => {
  const before = await walk(lists.deliveries);
  const arrive = () =>
    catalog.db.orm.insert(schema.catalogDelivery).values({ id: newId(), mode: "bearer" });
  expect(await walk(lists.deliveries, arrive)).toEqual(before);
});

test("one's own changes are one's own, of one entry where it is named, page by page", async () => {
  await using editor = await openEditor(catalog, null);
  const mine = await walk((input) => listMyOperations(editor.as("ada"), input));
  expect(mine.map(({ actorId }) => actorId)).toEqual(["user-ada", "user-ada", "user-ada"]);
  const one = await walk((input) =>
    listMyOperations(editor.as("ada"), { ...input, slug: "paper" }),
  );
  expect(one).toEqual(mine.filter(({ slug }) => slug === "paper"));
  expect(one).toHaveLength(1);
});

test.each([
  ["of another list", async () => (await lists.deliveries({ limit: 2 })).nextCursor ?? ""],
  ["that was made up", async () => "made-up"],
])("a cursor %s is refused", async (_what, make) => {
  const cursor = await make();
  for (const read of [lists.rejections, lists.changes]) {
    await expect(read({ cursor })).rejects.toMatchObject({ code: "CURSOR_INVALID" });
  }
});

test("a cursor of everybody's changes opens no list of one's own", async () => {
  await using editor = await openEditor(catalog, null);
  const { nextCursor } = await lists.changes({ limit: 2 });
  const mine = listMyOperations(editor.as("ada"), { cursor: nextCursor ?? "" });
  await expect(mine).rejects.toMatchObject({ code: "CURSOR_INVALID" });
});

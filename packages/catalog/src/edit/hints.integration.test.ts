import { goodTree } from "@homeport/catalog-format/testing";
import { type Clock, systemClock } from "@homeport/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Editor, openEditor, type SavedChange } from "../../test/editor.ts";
import { type CatalogFixture, openFixture } from "../../test/fixture.ts";
import { openTwoFeeds } from "../../test/two-feeds.ts";
import type { Syncer } from "../sync/syncer.ts";
import type { EditContext } from "./context.ts";
import { saveEntry } from "./save-entry.ts";

const stack = new AsyncDisposableStack();
let catalog: CatalogFixture;
let editor: Editor;
let syncer: Syncer;
let feed: EditContext["feed"];

beforeAll(async () => {
  catalog = stack.use(await openFixture());
  const { web, worker } = await openTwoFeeds(stack, catalog.sql);
  feed = web;
  syncer = catalog.openSyncer("one", { feed: worker });
  await catalog.data.push(goodTree());
  await catalog.sync(syncer);
  editor = stack.use(await openEditor(catalog, null));
});
afterAll(() => stack.disposeAsync());

/** What rests between two looks of somebody who waits, until `worked` has. */
type Rest = (worked: Promise<unknown>, signal: AbortSignal | undefined) => Promise<void>;

/** A save that has looked once in vain before a worker takes it up. */
async function save(change: SavedChange, rest: Rest, hears = true) {
  let worked = null as Promise<unknown> | null;
  const clock: Clock = {
    ...systemClock,
    sleep: (_delayMs, signal) => {
      worked ??= syncer.sync(AbortSignal.timeout(20_000));
      return rest(worked, signal);
    },
  };
  const own = hears ? { clock, feed } : { clock };
  try {
    return await saveEntry({ ...editor.as(), ...own }, change);
  } finally {
    await worked;
  }
}

/** The next look by oneself comes within no time that the test has. */
const within =
  (deadlineMs: number): Rest =>
  (_worked, signal) =>
    new Promise((_resolve, reject) => {
      const late = AbortSignal.timeout(deadlineMs);
      late.addEventListener("abort", () => reject(late.reason));
      signal?.addEventListener("abort", () => reject(signal.reason));
    });

const summarize = (summary: string) =>
  editor.change("notes", "app.toml", (text) =>
    text.replace(/^summary = .*$/m, `summary = ${JSON.stringify(summary)}`),
  );

test("a save is answered when its batch is told of, without another look at the table", async () => {
  const saved = await save(await summarize("Keeps all notes."), within(10_000));
  expect(saved).toMatchObject({ state: "live", generation: 2 });
});

test("a save that ends as a conflict is answered as soon", async () => {
  const stale = await summarize("Mine.");
  await save(await summarize("Theirs."), within(10_000));
  await expect(save(stale, within(10_000))).rejects.toMatchObject({ code: "CATALOG_CONFLICT" });
});

test("a save that hears nothing is answered by its own looks, and only by those", async () => {
  const deaf = save(await summarize("Once."), within(500), false);
  await expect(deaf).rejects.toMatchObject({ name: "TimeoutError" });
  const looking: Rest = (worked) => worked.then(() => undefined);
  const answer = await save(await summarize("Once more."), looking, false);
  expect(answer).toMatchObject({ state: "live" });
});

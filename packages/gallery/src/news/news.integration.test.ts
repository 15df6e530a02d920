import { connectRedis, type Feed, openFeed } from "@homeport/coordination";
import { createSqlPort, openFeedConnection } from "@homeport/db";
import { createMetrics, silentLog, systemClock } from "@homeport/platform";
import { freshRedis, waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type GalleryFixture, type OwnerContext, openFixture } from "../../test/fixture.ts";
import { addPhoto } from "../../test/photos.ts";
import { createAlbum } from "../album/albums.ts";
import { publishImages } from "../image/change-images.ts";
import { openPublicGallery } from "../public/open-public.ts";
import { updateSettings } from "../settings/settings.ts";
import { startTask } from "../task/start.ts";
import { watchTasks } from "../task/watch.ts";
import type { GalleryTopic } from "./tell.ts";
import { watchGallery } from "./watch.ts";

const stack = new AsyncDisposableStack();
let fixture: GalleryFixture;
let redisUrl: string;
/** Where somebody changes something, and where somebody looks: two replicas over the same stores. */
let here: Feed;
let there: Feed;
beforeAll(async () => {
  fixture = stack.use(await openFixture());
  redisUrl = stack.use(await freshRedis()).url;
  here = await openReplica();
  there = await openReplica();
  await hearEachOther();
});
afterAll(() => stack.disposeAsync());

async function openReplica(): Promise<Feed> {
  const process = { clock: systemClock, log: silentLog };
  const common = { ...process, metrics: createMetrics({ app: "test", version: "0" }) };
  const redis = stack.use(await connectRedis({ ...common, url: redisUrl, use: "main" }));
  const url = fixture.databaseUrl;
  const connection = stack.use(openFeedConnection({ ...common, url, app: "test" }));
  const sql = createSqlPort(fixture.db, connection);
  return stack.use(await openFeed({ ...common, sql, redis }));
}

/** A replica that has just found Redis takes it that it missed everything; it has when it hears the first word. */
async function hearEachOther(): Promise<void> {
  let hears = false;
  const leave = there.subscribe(["gallery.run"], {
    apply: () => {
      hears = true;
    },
    flush: () => undefined,
  });
  await waitFor(() => here.announce("gallery.run", "anybody").then(() => hears), {
    deadlineMs: 10_000,
  });
  leave();
}

/** What is told at the other replica while something is changed at this one, each waited for in turn. */
async function toldBy(
  ctx: OwnerContext,
  changes: readonly (() => Promise<unknown>)[],
): Promise<GalleryTopic[]> {
  const leaving = new AbortController();
  const told: GalleryTopic[] = [];
  const stream = watchGallery({ ...ctx, feed: there, clock: systemClock }, leaving.signal);
  expect((await stream.next()).value).toEqual([]);
  let next = stream.next();
  for (const change of changes) {
    await change();
    told.push(...((await next).value ?? []));
    next = stream.next();
  }
  leaving.abort();
  await next;
  return told;
}

describe("whoever looks at another replica", () => {
  test("is told at once of photos, albums and settings, each by its topic", async () => {
    const ctx = { ...(await fixture.organization()), feed: here };
    const imageId = await addPhoto(fixture, ctx);
    const told = await toldBy(ctx, [
      () => publishImages(ctx, { imageIds: [imageId] }),
      () => createAlbum(ctx, { title: "Summer" }),
      () => updateSettings(ctx, { version: 0, title: "Ours" }),
    ]);
    expect(told).toEqual(["gallery.image", "gallery.album", "gallery.settings"]);
  });

  test("is told nothing of another gallery, nor of a change that was refused", async () => {
    const ctx = { ...(await fixture.organization()), feed: here };
    const other = { ...(await fixture.organization()), feed: here };
    const told = await toldBy(ctx, [
      async () => {
        await updateSettings(other, { version: 0, title: "Theirs" });
        await expect(updateSettings(ctx, { version: 9, title: "Late" })).rejects.toThrow();
        // Behind both on the same stream: nothing is still on its way when this has come.
        await createAlbum(ctx, { title: "Ours" });
      },
    ]);
    expect(told).toEqual(["gallery.album"]);
  });

  test("sees a run that has begun long before they would have asked again", async () => {
    const ctx = { ...(await fixture.organization()), feed: here };
    await addPhoto(fixture, ctx);
    const leaving = new AbortController();
    // Whoever waits here waits for what is told: this clock never comes to the next asking.
    const clock = {
      ...systemClock,
      sleep: (ms: number, signal?: AbortSignal) =>
        systemClock.sleep(ms > 500 ? 600_000 : 0, signal),
    };
    const stream = watchTasks({ ...ctx, feed: there, clock }, leaving.signal);
    expect((await stream.next()).value?.active).toEqual([]);
    const next = stream.next();
    const { runId } = await startTask(ctx, { kind: "refresh-metadata" });
    expect((await next).value?.active).toMatchObject([{ runId }]);
    leaving.abort();
    await stream.return();
  });
});

test("what is remembered of a gallery is dropped when it is told of, and what of another one stays", async () => {
  const metrics = createMetrics({ app: "test", version: "0" });
  using gallery = openPublicGallery(fixture.deps, { feed: there, metrics });
  const [ctx, other] = [await fixture.organization(), await fixture.organization()];
  const photos: { organizationId: string; imageId: string }[] = [];
  for (const each of [ctx, other]) {
    const imageId = await addPhoto(fixture, each);
    photos.push({ organizationId: each.organizationId, imageId });
  }
  const readAll = async () => {
    for (const photo of photos) await gallery.readMediaFacts(photo, 7);
  };
  const missed = async () =>
    /homeport_cache_requests_total\{name="gallery-media",result="miss"\} (\d+)/.exec(
      await metrics.text(),
    )?.[1];
  await readAll();
  await readAll();
  expect(await missed()).toBe("2");
  await toldBy({ ...ctx, feed: here }, [() => createAlbum({ ...ctx, feed: here }, { title: "X" })]);
  await readAll();
  expect(await missed()).toBe("3");
});

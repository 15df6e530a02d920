import { createHash } from "node:crypto";
import { schema } from "@homeport/db";
import { createMetrics, silentLog } from "@homeport/platform";
import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type GalleryFixture, type OwnerContext, openFixture } from "../../test/fixture.ts";
import { addPhoto } from "../../test/photos.ts";
import { createSender, jpegBytes } from "../../test/sender.ts";
import { watchTransitions } from "../../test/watch-transitions.ts";
import { GalleryError } from "../errors.ts";
import { createGalleryEvents } from "../events.ts";
import { retryImage } from "../image/retry.ts";
import { readPhotoFacts } from "../metadata/read-facts.ts";
import { dropOldVariants } from "../recipe/drop-old.ts";
import { type Claim, claimWork } from "./claim.ts";
import { commitWork, type WorkResult } from "./commit.ts";
import { failWork } from "./fail.ts";
import { reconcileWork } from "./reconcile.ts";
import { renewWork } from "./renew.ts";
import { isLegal } from "./transition.ts";

const { images, imageVariants, imageWork, objectDeletions } = schema;

let fixture: GalleryFixture;
let ctx: OwnerContext;
let imageId: string;
let transitions: Awaited<ReturnType<typeof watchTransitions>>;

beforeAll(async () => {
  fixture = await openFixture();
  transitions = await watchTransitions(fixture);
});
afterAll(() => fixture[Symbol.asyncDispose]());
beforeEach(async () => {
  ctx = await fixture.organization();
  await fixture.db.orm.delete(images);
  const sender = createSender(fixture, ctx);
  const bytes = jpegBytes(1_000);
  const answer = await sender.patch(await sender.begin(bytes.length), 0, bytes);
  imageId = answer.headers.get("homeport-image-id") ?? "";
});

const ingest = () => ({ kind: "ingest", imageId }) as const;

async function claim(holder: string): Promise<Claim> {
  const claimed = await claimWork(fixture.deps, ingest(), holder);
  if (claimed.kind !== "claimed") throw new Error(`Not claimed but ${claimed.kind}`);
  return claimed.claim;
}

/** As if the worker had not been heard of for longer than its lease. */
async function loseLease(): Promise<void> {
  await fixture.db.orm
    .update(imageWork)
    .set({ leaseUntil: sql`now() - interval '1 second'` })
    .where(and(eq(imageWork.imageId, imageId), eq(imageWork.state, "leased")));
}

async function readWork() {
  const [row] = await fixture.db.orm
    .select()
    .from(imageWork)
    .where(and(eq(imageWork.imageId, imageId), eq(imageWork.kind, "ingest")));
  if (row === undefined) throw new Error("There is no such work");
  return row;
}

/** What a worker called `by` made: its key tells whose it is. */
function resultOf(by: string): WorkResult {
  return {
    kind: "ingest",
    isComplete: false,
    facts: readPhotoFacts({ Model: by }, Date.now()),
    pixels: {
      ...{ width: 640, height: 480, orientation: 1, isAnimated: false, isDamaged: false },
      thumbhash: Buffer.from([1]),
      histogram: Buffer.alloc(256),
      dominantColor: "#112233",
    },
    variants: [
      {
        ...{ edge: 320, width: 320, height: 240, sizeBytes: 5 },
        sha256: createHash("sha256").update(by).digest(),
        key: `${ctx.organizationId}/images/${imageId}/v/${by}/320.webp`,
      },
    ],
  };
}

describe("work on a photo", () => {
  test("goes to one of many workers that ask for it at once", async () => {
    const holders = Array.from({ length: 12 }, (_, index) => `w${index}`);
    const claimed = await Promise.all(
      holders.map((holder) => claimWork(fixture.deps, ingest(), holder)),
    );
    expect(claimed.filter((one) => one.kind === "claimed")).toHaveLength(1);
    for (const one of claimed) {
      if (one.kind === "claimed") continue;
      expect(one.kind).toBe("later");
      expect(one.kind === "later" && one.inMs).toBeGreaterThan(5_000);
    }
  });

  test("is committed once, with what comes next made due", async () => {
    const first = await claim("w1");
    expect(await commitWork(fixture.deps, first, resultOf("w1"), 12)).toBe(true);
    expect(await commitWork(fixture.deps, first, resultOf("w1"), 12)).toBe(false);
    expect(await readWork()).toMatchObject({ state: "idle", cpuMs: 12, leaseHolder: null });
    const [image] = await fixture.db.orm.select().from(images).where(eq(images.id, imageId));
    expect(image).toMatchObject({ processing: "viewable", width: 640, cameraModel: "w1" });
    expect(fixture.woken).toContain(`ladder-${imageId}`);
    expect((await claimWork(fixture.deps, ingest(), "w2")).kind).toBe("nothing");
  });

  test("that a worker lost while it was frozen changes nothing when it wakes up", async () => {
    const frozen = await claim("frozen");
    await loseLease();
    const successor = await claim("successor");
    expect(successor.fence).toBeGreaterThan(frozen.fence);
    expect((await readWork()).interruptions).toBe(1);

    expect(await commitWork(fixture.deps, frozen, resultOf("frozen"), 1)).toBe(false);
    expect(await fixture.db.orm.select().from(imageVariants)).toEqual([]);
    expect(await failWork(fixture.deps, frozen, new GalleryError("IMAGE_DAMAGED"))).toEqual({
      state: "lost",
    });
    expect((await readWork()).leaseHolder).toBe("successor");
    const dropped = await fixture.db.orm.select().from(objectDeletions);
    expect(dropped.map((row) => row.key)).toContain(
      `${ctx.organizationId}/images/${imageId}/v/frozen/320.webp`,
    );

    expect(await commitWork(fixture.deps, successor, resultOf("successor"), 1)).toBe(true);
    const [image] = await fixture.db.orm.select().from(images).where(eq(images.id, imageId));
    expect(image?.cameraModel).toBe("successor");
  });

  test("would be overwritten by the frozen worker if its commit did not ask for the fence", async () => {
    const frozen = await claim("frozen");
    await loseLease();
    const { fence } = await claim("successor");
    // The control: the same late commit, but for the number that it proves.
    expect(await commitWork(fixture.deps, { ...frozen, fence }, resultOf("frozen"), 1)).toBe(true);
  });

  test("is kept by whoever renews it, and lost by whoever does not", async () => {
    const first = await claim("w1");
    expect(await renewWork(fixture.deps, "w1", [first])).toEqual([
      { kind: "ingest", imageId, fence: first.fence, isCancelled: false },
    ]);
    await loseLease();
    await claim("w2");
    expect(await renewWork(fixture.deps, "w1", [first])).toEqual([]);
  });

  test("that is damaged is set aside at once, shown as such, and not fetched again", async () => {
    const claimed = await claim("w1");
    const became = await failWork(fixture.deps, claimed, new GalleryError("IMAGE_DAMAGED"));
    expect(became.state).toBe("quarantined");
    expect(await readWork()).toMatchObject({
      state: "quarantined",
      lastErrorCode: "IMAGE_DAMAGED",
      failures: 0,
    });
    const [image] = await fixture.db.orm.select().from(images).where(eq(images.id, imageId));
    expect(image?.processing).toBe("quarantined");
    expect((await claimWork(fixture.deps, ingest(), "w2")).kind).toBe("nothing");
  });

  test("whose file its decoder complained of is read past its errors only when a person has said so", async () => {
    const made = resultOf("w1");
    if (made.kind !== "ingest") throw new Error("It is an ingest");
    const damaged = { ...made, pixels: { ...made.pixels, isDamaged: true } };
    await commitWork(fixture.deps, await claim("w1"), damaged, 1);
    const ladder = { kind: "ladder", imageId } as const;
    const complained = await claimWork(fixture.deps, ladder, "w1");
    if (complained.kind !== "claimed") throw new Error("The ladder is not due");
    expect(complained.claim.readsDamaged).toBe(false);
    await failWork(fixture.deps, complained.claim, new GalleryError("IMAGE_DAMAGED"));
    await retryImage(ctx, { imageId, readsDamaged: true });
    const said = await claimWork(fixture.deps, ladder, "w1");
    expect(said).toMatchObject({ kind: "claimed", claim: { readsDamaged: true } });
  });

  test("that killed its decoder waits, and that a storage was away for counts nothing and waits longer each time", async () => {
    const first = await claim("w1");
    await failWork(fixture.deps, first, new GalleryError("DECODER_DIED"));
    expect(await readWork()).toMatchObject({ state: "due", failures: 1 });
    expect(await claimWork(fixture.deps, ingest(), "w2")).toMatchObject({ kind: "later" });
    const waits: number[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      // The wait is over: it and what it is measured from lie in the past, as far apart as they were.
      await fixture.db.orm.update(imageWork).set({
        dueAt: sql`${imageWork.dueAt} - interval '1 hour'`,
        lastErrorAt: sql`${imageWork.lastErrorAt} - interval '1 hour'`,
      });
      await failWork(fixture.deps, await claim("w1"), new GalleryError("STORAGE_UNAVAILABLE"));
      const { dueAt, lastErrorAt } = await readWork();
      waits.push(dueAt.getTime() - (lastErrorAt?.getTime() ?? 0));
    }
    expect(waits).toEqual([5_000, 10_000, 20_000]);
    expect((await readWork()).failures).toBe(1);
  });
});

describe("a pass", () => {
  test("makes due what a dead worker held, and wakes it", async () => {
    await claim("dead");
    await loseLease();
    fixture.woken.length = 0;
    const pass = await reconcileWork(fixture.deps, { holder: "w2" });
    expect(pass).toMatchObject({ ran: true, expired: 1, enqueued: 1, due: 1 });
    expect(fixture.woken).toEqual([`ingest-${imageId}`]);
    expect(await readWork()).toMatchObject({ state: "due", interruptions: 1, leaseHolder: null });
  });

  test("tells metrics what is due, held and set aside of the whole installation, by kind", async () => {
    const metrics = createMetrics({ app: "test", version: "0" });
    const events = createGalleryEvents({ log: silentLog, metrics });
    const pass = () => reconcileWork({ ...fixture.deps, events }, { holder: "w2" });
    await pass();
    expect(await metrics.text()).toContain('homeport_gallery_work_due{kind="ingest"} 1');
    await claim("w1");
    await pass();
    const text = await metrics.text();
    for (const line of [
      'homeport_gallery_work_due{kind="ingest"} 0',
      'homeport_gallery_work_leased{kind="ingest"} 1',
      'homeport_gallery_work_quarantined{kind="ladder"} 0',
      'homeport_gallery_runs{kind="refresh-metadata",state="running"} 0',
    ]) {
      expect(text).toContain(line);
    }
  });

  test("sets aside what has lost ten workers", async () => {
    await claim("dead");
    await fixture.db.orm.update(imageWork).set({ interruptions: 9 });
    await loseLease();
    expect(await reconcileWork(fixture.deps, { holder: "w2" })).toMatchObject({ quarantined: 1 });
    expect(await readWork()).toMatchObject({ state: "quarantined", lastErrorCode: "INTERRUPTED" });
  });

  test("is not needed for that: a worker that asks for the row is not handed it either", async () => {
    await claim("dead");
    await fixture.db.orm.update(imageWork).set({ interruptions: 8 });
    await loseLease();
    await claim("dead again");
    await loseLease();
    expect(await claimWork(fixture.deps, ingest(), "w2")).toEqual({ kind: "nothing" });
    expect(await readWork()).toMatchObject({
      ...{ state: "quarantined", lastErrorCode: "INTERRUPTED", interruptions: 10 },
    });
    const [image] = await fixture.db.orm.select().from(images).where(eq(images.id, imageId));
    expect(image?.processing).toBe("quarantined");
  });

  test("is run by one of two that begin at once, and not again right after", async () => {
    const held = Promise.withResolvers<void>();
    const entered = Promise.withResolvers<void>();
    const slow = {
      ...fixture.deps,
      wakeWork: async () => {
        entered.resolve();
        await held.promise;
      },
    };
    const first = reconcileWork(slow, { holder: "w1" });
    await entered.promise;
    expect(await reconcileWork(fixture.deps, { holder: "w2" })).toEqual({
      ...{ ran: false, reason: "running" },
    });
    held.resolve();
    expect(await first).toMatchObject({ ran: true });
    expect(await reconcileWork(fixture.deps, { holder: "w2", idleForMs: 60_000 })).toEqual({
      ...{ ran: false, reason: "recent" },
    });
  });
});

describe("renditions of a former recipe", () => {
  test("stay until a newer set has stood for a week, and go then", async () => {
    const photo = await addPhoto(fixture, ctx);
    const made = eq(imageVariants.imageId, photo);
    const [current] = await fixture.db.orm.select().from(imageVariants).where(made);
    if (current === undefined) throw new Error("The photo has no rendition");
    const former = { recipe: `${current.recipe.slice(0, 17)}w00000000`, key: `${current.key}.old` };
    const longAgo = new Date(Date.now() - 30 * 86_400_000);
    await fixture.db.orm
      .insert(imageVariants)
      .values({ ...current, ...former, createdAt: longAgo });
    expect(await dropOldVariants(fixture.deps)).toEqual({ dropped: 0 });
    await fixture.db.orm
      .update(imageVariants)
      .set({ createdAt: sql`now() - interval '8 days'` })
      .where(and(made, eq(imageVariants.recipe, current.recipe)));
    expect(await dropOldVariants(fixture.deps)).toEqual({ dropped: 1 });
    const left = await fixture.db.orm.select().from(imageVariants).where(made);
    expect(left.map(({ recipe }) => recipe)).toEqual([current.recipe]);
    const queued = await fixture.db.orm.select().from(objectDeletions);
    expect(queued.map(({ key }) => key)).toContain(former.key);
    const many = Array.from({ length: 5 }, (_, at) => ({ ...current, ...former, edge: at + 1 }));
    await fixture.db.orm
      .insert(imageVariants)
      .values(many.map((row) => ({ ...row, key: `${row.key}${row.edge}`, createdAt: longAgo })));
    expect(await dropOldVariants(fixture.deps, { atOnce: 2 })).toEqual({ dropped: 5 });
  });
});

describe("AVIF renditions", () => {
  test.each([
    [true, ["avif", "ingest", "ladder"]],
    [false, ["ingest", "ladder"]],
  ])("are due after the ladder where the gallery wants them: %s", async (avifEnabled, kinds) => {
    await fixture.db.orm
      .insert(schema.gallerySettings)
      .values({ organizationId: ctx.organizationId, avifEnabled });
    await commitWork(fixture.deps, await claim("w1"), resultOf("w1"), 1);
    const ladder = await claimWork(fixture.deps, { kind: "ladder", imageId }, "w1");
    if (ladder.kind !== "claimed") throw new Error("The ladder is not due");
    await commitWork(fixture.deps, ladder.claim, { kind: "ladder", variants: [] }, 1);
    const rows = await fixture.db.orm
      .select({ kind: imageWork.kind })
      .from(imageWork)
      .where(eq(imageWork.imageId, imageId))
      .orderBy(imageWork.kind);
    expect(rows.map(({ kind }) => kind)).toEqual(kinds);
  });
});

test("work has moved only between states that the table of transitions names", async () => {
  const seen = await transitions.seen();
  expect(seen.filter(([from, to]) => !isLegal(from, to))).toEqual([]);
  expect(seen).toContainEqual(["leased", "quarantined"]);
});

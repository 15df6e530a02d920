import { schema } from "@homeport/db";
import { newId } from "@homeport/platform";
import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type GalleryFixture,
  type OwnerContext,
  openFixture,
  refusalOf,
} from "../../test/fixture.ts";
import { addPhoto } from "../../test/photos.ts";
import { watchTransitions } from "../../test/watch-transitions.ts";
import { GalleryError } from "../errors.ts";
import { trashImages } from "../image/change-images.ts";
import { updateImage } from "../image/update.ts";
import { readPhotoFacts } from "../metadata/read-facts.ts";
import { type Claim, claimWork } from "../work/claim.ts";
import { commitWork } from "../work/commit.ts";
import { failWork } from "../work/fail.ts";
import { reconcileWork } from "../work/reconcile.ts";
import { renewWork, returnWork } from "../work/renew.ts";
import { insertDueWork } from "../work/store.ts";
import { isLegal } from "../work/transition.ts";
import type { WorkKind } from "../work/work-key.ts";
import { cancelTask } from "./cancel.ts";
import { getRun, listIssues, listRuns } from "./read.ts";
import { previewTask, startTask } from "./start.ts";
import { insertRun } from "./store.ts";
import { keepScope } from "./task-kinds.ts";

const { images, imageWork, taskIssues, taskRunImages } = schema;

let fixture: GalleryFixture;
let ctx: OwnerContext;
let photos: string[];
let transitions: Awaited<ReturnType<typeof watchTransitions>>;

beforeAll(async () => {
  fixture = await openFixture();
  transitions = await watchTransitions(fixture);
});
afterAll(() => fixture[Symbol.asyncDispose]());
beforeEach(async () => {
  ctx = await fixture.organization();
  photos = [];
  for (let n = 0; n < 3; n += 1) photos.push(await addPhoto(fixture, ctx));
});

const refresh = { kind: "refresh-metadata" } as const;
const ladders = { kind: "preprocess-images", force: false, kinds: ["ladder"] } as const;
const scopeOf = (scope: typeof ladders, force = false) => ({
  ...scope,
  force,
  kinds: [...scope.kinds],
});

async function claim(imageId: string, kind: WorkKind, holder = "w1"): Promise<Claim> {
  const claimed = await claimWork(fixture.deps, { kind, imageId }, holder);
  if (claimed.kind !== "claimed") throw new Error(`Not claimed but ${claimed.kind}`);
  return claimed.claim;
}

async function readWork(imageId: string, kind: WorkKind) {
  const [row] = await fixture.db.orm
    .select()
    .from(imageWork)
    .where(and(eq(imageWork.imageId, imageId), eq(imageWork.kind, kind)));
  return row;
}

const facts = (model: string) => readPhotoFacts({ Model: model, title: "From the file" }, 0);
const reread = (claimed: Claim, model = "Reread") =>
  commitWork(fixture.deps, claimed, { kind: "metadata", facts: facts(model), variants: [] }, 1);
const [first, second, third] = [0, 1, 2].map((n) => () => photos[n] ?? "") as [
  () => string,
  () => string,
  () => string,
];

describe("a run", () => {
  test("takes what is not done; what is done only by force, and nothing is refused", async () => {
    expect(await previewTask(ctx, scopeOf(ladders))).toEqual({ matched: 3 });
    for (const imageId of photos) {
      await fixture.db.system("test", (tx) =>
        insertDueWork(tx, { organizationId: ctx.organizationId, imageId, kind: "ladder" }),
      );
      const made = { kind: "ladder", variants: [] } as const;
      expect(await commitWork(fixture.deps, await claim(imageId, "ladder"), made, 1)).toBe(true);
    }
    expect(await previewTask(ctx, scopeOf(ladders))).toEqual({ matched: 0 });
    expect(await refusalOf(startTask(ctx, scopeOf(ladders)))).toBe("NOTHING_MATCHED");
    expect((await listRuns(ctx, {})).items).toEqual([]);
    expect(await startTask(ctx, scopeOf(ladders, true))).toMatchObject({ matched: 3 });
    expect(await readWork(first(), "ladder")).toMatchObject({ state: "due", priority: 60 });
    const strange = { ...refresh, albumId: newId() };
    expect(await refusalOf(previewTask(ctx, strange))).toBe("BAD_SCOPE");
  });

  test("counts what the rows of its photos say, and is partial when some of them failed", async () => {
    const { runId } = await startTask(ctx, refresh);
    expect(await getRun(ctx, { runId })).toMatchObject({ state: "queued", matched: 3, pending: 3 });
    expect(await reread(await claim(first(), "metadata"))).toBe(true);
    expect(await getRun(ctx, { runId })).toMatchObject({ state: "running", pending: 2, done: 1 });
    const failing = await claim(second(), "metadata");
    await failWork(fixture.deps, failing, new GalleryError("ORIGINAL_MISSING"));
    await trashImages(ctx, { imageIds: [third()] });
    await reconcileWork(fixture.deps, { holder: "w2" });
    const run = await getRun(ctx, { runId });
    expect(run).toMatchObject({ state: "partial", done: 1, failed: 1, skipped: 1, pending: 0 });
    const rows = await fixture.db.orm
      .select({ state: taskRunImages.state })
      .from(taskRunImages)
      .where(eq(taskRunImages.runId, runId));
    expect(rows.map((row) => row.state).sort()).toEqual(["done", "failed", "skipped"]);
    expect(await listIssues(ctx, { runId })).toMatchObject([
      { level: "error", stage: "fetch", code: "ORIGINAL_MISSING", imageId: second() },
    ]);
    expect(await readWork(third(), "metadata")).toMatchObject({ state: "idle", runId: null });
  });

  test("of which all failed is failed, and warns of each try before", async () => {
    await trashImages(ctx, { imageIds: [second(), third()] });
    const { runId } = await startTask(ctx, refresh);
    for (let turn = 0; turn < 3; turn += 1) {
      await fixture.db.orm.update(imageWork).set({ dueAt: sql`now() - interval '1 second'` });
      await failWork(
        fixture.deps,
        await claim(first(), "metadata"),
        new GalleryError("DECODER_DIED"),
      );
    }
    expect(await getRun(ctx, { runId })).toMatchObject({ state: "failed", failed: 1 });
    const levels = (await listIssues(ctx, { runId })).map((issue) => issue.level);
    expect(levels).toEqual(["error", "warning", "warning"]);
  });

  test("keeps its newest 500 issues", async () => {
    const { runId } = await startTask(ctx, refresh);
    await fixture.db.orm.execute(sql`
      INSERT INTO task_issues (id, organization_id, run_id, level, stage, code, summary)
      SELECT lpad(n::text, 10, '0'), ${ctx.organizationId}, ${runId}, 'warning', 'decode', 'OLD', 'old'
      FROM generate_series(1, 500) AS n`);
    await failWork(
      fixture.deps,
      await claim(first(), "metadata"),
      new GalleryError("DECODER_DIED"),
    );
    const kept = await fixture.db.orm
      .select({ code: taskIssues.code, id: taskIssues.id })
      .from(taskIssues)
      .where(eq(taskIssues.runId, runId));
    expect(kept).toHaveLength(500);
    expect(kept.some(({ code }) => code === "DECODER_DIED")).toBe(true);
    expect(kept.some(({ id }) => id === "0000000001")).toBe(false);
  });

  test("over metadata overwrites nothing that a person wrote", async () => {
    const [before] = await fixture.db.orm.select().from(images).where(eq(images.id, first()));
    await updateImage(ctx, { imageId: first(), version: before?.version ?? 0, title: "Mine" });
    await startTask(ctx, refresh);
    for (const imageId of photos) await reread(await claim(imageId, "metadata"), "New camera");
    const after = await fixture.db.orm
      .select({ id: images.id, title: images.title, cameraModel: images.cameraModel })
      .from(images)
      .where(eq(images.organizationId, ctx.organizationId))
      .orderBy(images.id);
    expect(after.map(({ title }) => title)).toEqual(["Mine", "From the file", "From the file"]);
    expect(after.every(({ cameraModel }) => cameraModel === "New camera")).toBe(true);
  });

  test("belongs to one organization", async () => {
    const { runId } = await startTask(ctx, refresh);
    const other = await fixture.organization();
    expect(await refusalOf(getRun(other, { runId }))).toBe("RUN_NOT_FOUND");
    expect(await refusalOf(cancelTask(other, { runId }))).toBe("RUN_NOT_FOUND");
    const reader = { ...ctx, permissions: new Set(["gallery.read"]) };
    expect(await refusalOf(cancelTask(reader, { runId }))).toBe("NOT_PERMITTED");
    expect(await refusalOf(startTask(reader, refresh))).toBe("NOT_PERMITTED");
  });
});

describe("of starts at once", () => {
  test("one wins, and the others are told which run it is", async () => {
    const starts = await Promise.allSettled(
      Array.from({ length: 6 }, () => startTask(ctx, refresh)),
    );
    const [won] = starts.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
    const lost = starts.flatMap((start) => (start.status === "rejected" ? [start.reason] : []));
    expect(lost).toHaveLength(5);
    for (const error of lost) {
      expect(error).toMatchObject({ code: "RUN_ACTIVE", facts: { runId: won?.runId } });
    }
    expect((await listRuns(ctx, {})).items).toHaveLength(1);
  });

  /** Another replica's start that has written its row, and commits when it is told to. */
  function openStart() {
    const written = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const { organizationId, userId: startedBy } = ctx;
    const run = { id: newId(), organizationId, kind: refresh.kind, startedBy };
    const ended = fixture.db.system("test", async (tx) => {
      await insertRun(tx, { ...run, scope: keepScope(refresh) });
      written.resolve();
      await goOn.promise;
    });
    return { written: written.promise, commit: () => goOn.resolve(), ended };
  }

  test("the later waits for the earlier to commit, and is refused", async () => {
    const other = openStart();
    await other.written;
    const mine = refusalOf(startTask(ctx, refresh));
    other.commit();
    await other.ended;
    expect(await mine).toBe("RUN_ACTIVE");
  });

  test("both would win without the index that lets one through", async () => {
    await fixture.db.orm.execute(sql`DROP INDEX task_runs_one_active`);
    try {
      const other = openStart();
      await other.written;
      expect(await refusalOf(startTask(ctx, refresh))).toBeNull();
      other.commit();
      await other.ended;
      expect((await listRuns(ctx, {})).items).toHaveLength(2);
    } finally {
      await fixture.db.orm.execute(sql`DELETE FROM task_runs`);
      await fixture.db.orm.execute(sql`CREATE UNIQUE INDEX task_runs_one_active
        ON task_runs (organization_id, kind) WHERE state IN ('queued', 'running', 'cancelling')`);
    }
  });
});

describe("a run that is cancelled", () => {
  test("takes back what nobody has begun, has workers let go of the rest, and leaves an upload's work due", async () => {
    await fixture.db.system("test", (tx) =>
      insertDueWork(tx, {
        organizationId: ctx.organizationId,
        imageId: third(),
        kind: "ladder",
      }),
    );
    const { runId } = await startTask(ctx, scopeOf(ladders));
    const held = await claim(first(), "ladder");
    expect(held.runId).toBe(runId);
    expect(await cancelTask(ctx, { runId })).toEqual({ state: "cancelling" });
    expect(await getRun(ctx, { runId })).toMatchObject({ pending: 0, cancelled: 3 });
    expect(await readWork(second(), "ladder")).toMatchObject({ state: "idle", doneRecipe: null });
    expect(await readWork(third(), "ladder")).toMatchObject({ state: "due", runId: null });
    expect(await renewWork(fixture.deps, "w1", [held])).toMatchObject([{ isCancelled: true }]);
    expect(await refusalOf(startTask(ctx, scopeOf(ladders)))).toBe("RUN_ACTIVE");

    await returnWork(fixture.deps, held);
    expect(await getRun(ctx, { runId })).toMatchObject({ state: "cancelled", cancelled: 3 });
    expect(await readWork(first(), "ladder")).toMatchObject({ state: "idle", interruptions: 0 });
    expect(await cancelTask(ctx, { runId })).toEqual({ state: "cancelled" });
    expect(await refusalOf(startTask(ctx, scopeOf(ladders)))).toBeNull();
  });

  test("with no worker at work is over at once", async () => {
    const { runId } = await startTask(ctx, refresh);
    expect(await cancelTask(ctx, { runId })).toEqual({ state: "cancelled" });
    expect((await claimWork(fixture.deps, { kind: "metadata", imageId: first() }, "w1")).kind).toBe(
      "nothing",
    );
  });

  test("is closed by a pass when its worker was killed, and the next one starts", async () => {
    const { runId } = await startTask(ctx, refresh);
    await claim(first(), "metadata", "dead");
    await cancelTask(ctx, { runId });
    await reconcileWork(fixture.deps, { holder: "w2" });
    expect(await getRun(ctx, { runId })).toMatchObject({ state: "cancelling" });
    await fixture.db.orm
      .update(imageWork)
      .set({ leaseUntil: sql`now() - interval '1 second'` })
      .where(eq(imageWork.state, "leased"));
    await reconcileWork(fixture.deps, { holder: "w2" });
    expect(await getRun(ctx, { runId })).toMatchObject({ state: "cancelled" });
    expect(await readWork(first(), "metadata")).toMatchObject({ state: "idle", runId: null });
    expect(await startTask(ctx, refresh)).toMatchObject({ matched: 3 });
  });
});

test("work has moved only between states that the table of transitions names", async () => {
  const seen = await transitions.seen();
  expect(seen.filter(([from, to]) => !isLegal(from, to))).toEqual([]);
  expect(seen).toContainEqual(["due", "idle"]);
});

import {
  cancelTask,
  getRun,
  listIssues,
  listRuns,
  listSetAside,
  previewTask,
  readOutdated,
  readTasksNow,
  reconcileWork,
  retryAll,
  startTask,
  taskKinds,
  taskScope,
  watchTasks,
} from "@homeport/gallery";
import { z } from "zod";
import { inOrganization } from "../procedures.ts";
import { trpc } from "../trpc.ts";
import { idField, pageFields } from "./page-input.ts";
import { whileAllowed } from "./while-allowed.ts";

const runInput = z.strictObject({ runId: idField });

/** Runs over many photos, and the work that is waiting. */
export const galleryTasksRouter = trpc.router({
  /** How many photos a run over this scope would take now. */
  preview: inOrganization("gallery.read")
    .input(taskScope)
    .query(({ ctx, input }) => previewTask(ctx.gallery, input)),

  list: inOrganization("gallery.read")
    .input(z.strictObject({ ...pageFields, kind: z.enum(taskKinds).optional() }))
    .query(({ ctx, input }) => listRuns(ctx.gallery, input)),

  get: inOrganization("gallery.read")
    .input(runInput)
    .query(({ ctx, input }) => getRun(ctx.gallery, input)),

  issues: inOrganization("gallery.read")
    .input(runInput)
    .query(({ ctx, input }) => listIssues(ctx.gallery, input)),

  /** What goes on now. */
  now: inOrganization("gallery.read").query(({ ctx }) => readTasksNow(ctx.gallery)),

  /** How many photos have renditions of an older recipe: asked when a page opens and when a run has ended. */
  outdated: inOrganization("gallery.read").query(({ ctx }) => readOutdated(ctx.gallery)),

  /** What goes on now, told anew whenever it has changed, twice a second at most. */
  watch: inOrganization("gallery.read").subscription(async function* ({ ctx, signal }) {
    yield* whileAllowed(ctx, "gallery.read", signal, (stop) => watchTasks(ctx.gallery, stop));
  }),

  setAside: inOrganization("gallery.read")
    .input(z.strictObject(pageFields))
    .query(({ ctx, input }) => listSetAside(ctx.gallery, input)),

  start: inOrganization("gallery.operate")
    .input(taskScope)
    .mutation(({ ctx, input }) => startTask(ctx.gallery, input)),

  cancel: inOrganization("gallery.operate")
    .input(runInput)
    .mutation(({ ctx, input }) => cancelTask(ctx.gallery, input)),

  retryAll: inOrganization("gallery.operate").mutation(({ ctx }) => retryAll(ctx.gallery)),

  /** One pass over all work now, as the ticker makes them. */
  tick: inOrganization("gallery.operate").mutation(({ ctx }) =>
    reconcileWork(ctx.gallery, { holder: `tick:${ctx.requestId}` }),
  ),
});

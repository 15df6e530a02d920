import { z } from "zod";
import type { WorkKind } from "../work/work-key.ts";

/** What somebody may have done to many photos at once. */
export const taskKinds = ["preprocess-images", "refresh-metadata"] as const;
export type TaskKind = (typeof taskKinds)[number];

/**
 * queued ── a worker takes the first photo ──▶ running ── the last one is done ──▶ succeeded | partial | failed
 * queued | running ── a person cancels ──▶ cancelling ── the last worker has let go ──▶ cancelled
 */
export const runStates = [
  "queued",
  "running",
  "cancelling",
  "cancelled",
  "succeeded",
  "partial",
  "failed",
] as const;
export type RunState = (typeof runStates)[number];

/** The lanes of a run over renditions, in the order in which one makes the next possible. */
export const preprocessKinds = ["ingest", "ladder", "avif"] as const satisfies readonly WorkKind[];

const id = z.string().min(1).max(64);

/** Which photos, and what of them. With `force` also those that are done already. */
export const taskScope = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("preprocess-images"),
    albumId: id.optional(),
    force: z.boolean().default(false),
    kinds: z.array(z.enum(preprocessKinds)).min(1).max(preprocessKinds.length).optional(),
  }),
  z.strictObject({
    kind: z.literal("refresh-metadata"),
    albumId: id.optional(),
    publication: z.enum(["draft", "published"]).optional(),
  }),
]);
export type TaskScope = z.output<typeof taskScope>;
export type TaskScopeInput = z.input<typeof taskScope>;

/** The same as its row keeps it: nothing is left to a default that a later version may change. */
export const keptScope = z.object({
  albumId: id.nullable(),
  publication: z.enum(["draft", "published"]).nullable(),
  force: z.boolean(),
  kinds: z.array(z.string()),
});
export type KeptScope = z.infer<typeof keptScope>;

export function keepScope(scope: TaskScope): KeptScope {
  const albumId = scope.albumId ?? null;
  if (scope.kind === "refresh-metadata") {
    // A file is read anew whatever was read of it before: that is what it is asked for.
    return { albumId, publication: scope.publication ?? null, force: true, kinds: ["metadata"] };
  }
  const kinds = [...new Set(scope.kinds ?? preprocessKinds)];
  return { albumId, publication: null, force: scope.force, kinds };
}

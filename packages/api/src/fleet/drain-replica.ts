import { askReplicaToDrain, type ReplicaView } from "@homeport/db";
import { z } from "zod";
import { ApiError } from "../errors.ts";
import type { FleetContext } from "./context.ts";

export const drainReplicaInput = z.strictObject({ id: z.string().min(1).max(100) });

/**
 * Asks a replica to drain: it serves what is in flight, takes nothing new, and ends. It learns of that by its own row,
 * at once where the feed tells it, else within 5 s. Throws REPLICA_NOT_FOUND, and REPLICA_STATE unless it is live and
 * nobody has asked it before.
 */
export async function drainReplica(
  ctx: FleetContext,
  { id }: z.infer<typeof drainReplicaInput>,
): Promise<void> {
  const act = { action: "fleet.drain", target: { kind: "replica", id } };
  await ctx.db.write(ctx, act, async (tx, after) => {
    const answer = await askReplicaToDrain(tx, id);
    if (answer.is === "absent") throw new ApiError("REPLICA_NOT_FOUND");
    if (answer.is === "not-live") {
      throw new ApiError("REPLICA_STATE", { publicMessage: whyNot(answer.replica) });
    }
    after.commit(() => ctx.feed.announce("replica", id));
  });
}

function whyNot({ state }: ReplicaView): string {
  switch (state) {
    case "stopped":
      return "This replica has stopped, so there is nothing to drain.";
    case "lost":
      return "This replica is lost: nobody would hear that it is to drain.";
    default:
      return "This replica drains already.";
  }
}

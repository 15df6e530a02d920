import { StatusDot } from "../design/status-dot.tsx";
import type { Replica } from "./operator-types.ts";
import { describeReplica } from "./replica-state.ts";

/** A light and the word beside it. */
export function ReplicaStatus({ replica }: { replica: Pick<Replica, "state" | "drainAskedAt"> }) {
  const { label, light } = describeReplica(replica);
  return (
    <span className="inline-flex items-center gap-2">
      <StatusDot light={light} />
      <span className="font-medium text-ink">{label}</span>
    </span>
  );
}

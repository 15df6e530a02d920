import type { Light } from "../design/status-dot.tsx";
import type { Replica } from "./operator-types.ts";

export interface ReplicaStateWords {
  readonly label: string;
  readonly light: Light;
}

/** What state a replica is in, in words; one that was asked to drain says so before it begins. */
export function describeReplica(
  replica: Pick<Replica, "state" | "drainAskedAt">,
): ReplicaStateWords {
  switch (replica.state) {
    case "starting":
      return { label: "Starting", light: "warn" };
    case "ready":
      return replica.drainAskedAt === null
        ? { label: "Ready", light: "ok" }
        : { label: "Asked to drain", light: "warn" };
    case "draining":
      return { label: "Draining", light: "warn" };
    case "lost":
      return { label: "Lost", light: "bad" };
    case "stopped":
      return { label: "Stopped", light: "idle" };
  }
}

/** Whether it may be asked to drain; the server decides once more. */
export function mayDrain({
  state,
  drainAskedAt,
}: Pick<Replica, "state" | "drainAskedAt">): boolean {
  return (state === "ready" || state === "starting") && drainAskedAt === null;
}

export function isGone({ state }: Pick<Replica, "state">): boolean {
  return state === "stopped" || state === "lost";
}

/** A short span: "40 ms", "3.2 s"; longer ones in their largest unit. */
export function shortMs(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`;
}

import { formatInstant } from "../design/format.ts";
import { Notice } from "../design/notice.tsx";
import type { Replica } from "./operator-types.ts";

/** How far a drain has come, and how a replica ended. */
export function ReplicaEnd({ replica }: { replica: Replica }) {
  const at = formatInstant(replica.seenAt);
  if (replica.state === "stopped") {
    return (
      <Notice tone="info" role="status" title={`This replica stopped at ${at}`}>
        It ended in order: what it had begun is finished, and its leases are given up.
      </Notice>
    );
  }
  if (replica.state === "lost") {
    return (
      <Notice tone="bad" role="status" title={`This replica is lost since ${at}`}>
        It never said that it stopped. What it held runs out by itself, and others take over.
      </Notice>
    );
  }
  if (replica.state === "draining") {
    return (
      <Notice tone="warn" role="status" title="This replica is draining">
        It takes nothing new and finishes what is under way. This page says when it has stopped.
      </Notice>
    );
  }
  if (replica.drainAskedAt !== null) {
    return (
      <Notice tone="warn" role="status" title="This replica was asked to drain">
        It looks at its row within five seconds.
      </Notice>
    );
  }
  return null;
}

import { Badge } from "../design/badge.tsx";
import { StatusDot } from "../design/status-dot.tsx";
import type { Liveness } from "./use-live.ts";

/** Whether what is shown is of now. */
export function LiveBadge({ liveness }: { liveness: Liveness }) {
  return (
    <span role="status">
      <Badge>
        <StatusDot
          light={liveness.kind === "live" ? "ok" : liveness.kind === "offline" ? "bad" : "warn"}
        />
        {wordsOf(liveness)}
      </Badge>
    </span>
  );
}

function wordsOf(liveness: Liveness): string {
  switch (liveness.kind) {
    case "live":
      return "Live";
    case "reconnecting":
      return "Reconnecting";
    case "offline":
      return `Offline, as of ${clockOf(liveness.since)}`;
  }
}

function clockOf(at: Date): string {
  const digits = (count: number) => String(count).padStart(2, "0");
  return `${digits(at.getHours())}:${digits(at.getMinutes())}`;
}

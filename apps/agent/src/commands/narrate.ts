import type { SlotReport } from "../supervisor/slot.ts";
import { duration } from "./duration.ts";

/**
 * Turns changes of slots into the lines that `homeport up` prints: what came up, what was lost and
 * when it is tried again. Steps of a dial are not worth a line.
 */
export function createNarrator(print: (line: string) => void): (report: SlotReport) => void {
  const lines = new Map<number, string>();
  const relays = new Map<number, string>();
  return (report) => {
    const line = lineFor(report, relays.get(report.slot));
    if (report.state === "live" && report.relayId !== null) relays.set(report.slot, report.relayId);
    if (line === null || line === lines.get(report.slot)) return;
    lines.set(report.slot, line);
    print(line);
  };
}

function lineFor(report: SlotReport, lastRelay: string | undefined): string | null {
  const againIn = duration((report.nextAtMs ?? report.sinceMs) - report.sinceMs);
  switch (report.state) {
    case "live": {
      const rtt = report.rttMs === null ? "" : `, ${Math.round(report.rttMs)} ms`;
      return `live ${report.relayId ?? "relay"} (${report.wire ?? "wire"}${rtt})`;
    }
    case "waiting": {
      if (report.lastEnd === null) return null;
      const what = lastRelay === undefined ? "no tunnel" : `lost ${lastRelay}`;
      return `${what}: ${report.lastEnd}; dialling again in ${againIn}`;
    }
    case "refused":
      return `refused: ${report.lastEnd ?? "by the relay"}; asking again in ${againIn}. A host that the console no longer knows is enrolled anew: homeport unenroll, then homeport enroll`;
    case "replaced":
      return `replaced: another agent runs with this host's key; asking again in ${againIn}`;
    case "draining":
      return "stopping: open streams finish";
    case "resolving":
    case "connecting":
    case "handshaking":
    case "stopped":
      return null;
  }
}

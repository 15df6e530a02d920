import { maxConnectStreams, type RstName, rstName } from "@homeport/tunnel";
import { duration } from "../commands/duration.ts";
import type { SlotReport } from "../supervisor/slot.ts";

export interface SessionNarrator {
  /** The session changed: it came up, was lost, or is dialled again. */
  session(report: SlotReport): void;
  opened(): void;
  failed(code: number | null): void;
  full(): void;
}

const sentences: Partial<Record<RstName, string>> = {
  TARGET_REFUSED: "nothing answers at its target",
  TARGET_UNREACHABLE: "its host is offline, or cannot reach it",
  TARGET_TIMEOUT: "it did not accept the connection in time",
  TARGET_NOT_ALLOWED: "its host does not allow its target",
  TARGET_RESET: "it closed the connection",
  REFUSED: "it has as many connections as it takes, or is under maintenance",
};

/**
 * The lines of `homeport connect`: where to connect, each loss and return, and why a connection failed. What is so
 * already is not said again; steps of a dial are not worth a line.
 */
export function createSessionNarrator(
  route: string,
  print: (line: string) => void,
): SessionNarrator {
  let wasLive = false;
  let saidOfSession: string | null = null;
  let saidOfConnections: string | null = null;

  function sayOfSession(line: string): void {
    if (line !== saidOfSession) print(line);
    saidOfSession = line;
  }

  function sayOfConnections(line: string | null): void {
    if (line !== null && line !== saidOfConnections) print(line);
    saidOfConnections = line;
  }

  return {
    session(report) {
      if (report.state === "live") {
        wasLive = true;
        sayOfSession(route);
      } else if (isSetback(report)) {
        const what = wasLive ? "lost the relay" : "no way to the relay";
        sayOfSession(`${what}: ${report.lastEnd}; dialling again ${againIn(report)}`);
      }
    },
    opened: () => sayOfConnections(null),
    failed(code) {
      const name = code === null ? undefined : rstName(code);
      const why = (name === undefined ? undefined : sentences[name]) ?? "the relay was lost";
      sayOfConnections(`a connection was closed: ${why}`);
    },
    full: () =>
      sayOfConnections(
        `a connection was closed: ${maxConnectStreams} are open, the most there may be`,
      ),
  };
}

function isSetback({ state, lastEnd }: SlotReport): boolean {
  return ["waiting", "refused", "replaced"].includes(state) && lastEnd !== null;
}

function againIn({ sinceMs, nextAtMs }: SlotReport): string {
  const delayMs = (nextAtMs ?? sinceMs) - sinceMs;
  return delayMs < 50 ? "at once" : `in ${duration(delayMs)}`;
}

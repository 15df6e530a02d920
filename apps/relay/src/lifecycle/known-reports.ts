import type { Feed } from "@homeport/coordination";
import type { AppReportInput } from "@homeport/hosts";
import type { Clock } from "@homeport/platform";

/** Which reports say nothing new, so that an agent may repeat them at no cost to the store. */
export interface KnownReports extends Disposable {
  /** Null when the same was written a short while ago, and nothing has changed about its app since. */
  begin(report: AppReportInput): { written(): void } | null;
}

const knownForMs = 60_000;
const maxKnown = 10_000;

interface Entry {
  readonly said: string;
  readonly atMs: number;
  isWritten: boolean;
}

/** An announcement takes an entry away, also one whose report is still being written: that may be older. */
export function createKnownReports(deps: {
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly feed: Pick<Feed, "subscribe">;
}): KnownReports {
  const { clock } = deps;
  const entries = new Map<string, Entry>();
  const unsubscribe = deps.feed.subscribe(["app.status", "app.desired"], {
    apply: (_topic, appId) => void entries.delete(appId),
    flush: () => entries.clear(),
  });

  function isKnown(entry: Entry | undefined, said: string): boolean {
    if (entry?.said !== said || !entry.isWritten) return false;
    return clock.monotonicMs() - entry.atMs < knownForMs;
  }

  return {
    begin(report) {
      const { hostId, appId, generation, status, code } = report;
      const said = [hostId, generation, status, code].join(" ");
      if (isKnown(entries.get(appId), said)) return null;
      const entry: Entry = { said, atMs: clock.monotonicMs(), isWritten: false };
      entries.delete(appId);
      entries.set(appId, entry);
      const [oldest] = entries.keys();
      if (entries.size > maxKnown && oldest !== undefined) entries.delete(oldest);
      return {
        written: () => {
          if (entries.get(appId) === entry) entry.isWritten = true;
        },
      };
    },
    [Symbol.dispose]: unsubscribe,
  };
}

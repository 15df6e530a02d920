import { waitFor } from "@homeport/testkit";
import { type RequestRecord, sendRequest, type Visitor } from "./send-request.ts";

/** Requests at a fixed rate, whatever becomes of them: a slow answer never slows the next question. */
export interface Load {
  /** Every request that has ended, in the order of the ends. */
  readonly records: readonly RequestRecord[];
  /** Resolves when a request that is sent so much later has ended. */
  lasts(ms: number): Promise<void>;
  /** Sends nothing more, and resolves when the last request has ended. */
  stop(): Promise<void>;
}

export interface LoadPlan extends Visitor {
  readonly perSecond: number;
  /** Public hosts of the apps, asked in turn. */
  readonly hosts: readonly string[];
  /** One request in so many has an effect. */
  readonly effectEvery: number;
}

/** Every request has a deadline below that. */
const longestMs = 30_000;

/**
 * Whose turn it is. Each round begins one host later than the round before: a front that leads connections to
 * its relays in turn would else show every host to the same relay for ever, perhaps to just the one that holds it.
 */
export function turnOf(sent: number, hosts: number): number {
  return (sent + Math.floor(sent / hosts)) % hosts;
}

/** Starts at once. Ids are unique in the process. */
export function openLoad(plan: LoadPlan): Load {
  const records: RequestRecord[] = [];
  const open = new Set<Promise<void>>();
  const startedMs = performance.now();
  let sent = 0;
  let newestSentMs = 0;

  function send(): void {
    const host = plan.hosts[turnOf(sent, plan.hosts.length)] ?? "";
    const method = sent % plan.effectEvery === 0 ? "POST" : "GET";
    sent += 1;
    const id = `${Math.round(startedMs)}-${sent}`;
    const ended = sendRequest(plan, { id, method, host }).then((record) => {
      records.push(record);
      newestSentMs = Math.max(newestSentMs, record.sentAtMs);
      open.delete(ended);
    });
    open.add(ended);
  }

  // Counted from the start, so that a late timer does not lower the rate.
  const timer = setInterval(() => {
    const due = ((performance.now() - startedMs) / 1_000) * plan.perSecond;
    while (sent < due) send();
  }, 10);

  return {
    records,
    async lasts(ms) {
      const untilMs = performance.now() + ms;
      await waitFor(() => newestSentMs > untilMs, { deadlineMs: ms + longestMs });
    },
    async stop() {
      clearInterval(timer);
      await Promise.all(open);
    },
  };
}

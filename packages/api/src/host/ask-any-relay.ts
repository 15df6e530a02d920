import type { IncomingMessage } from "node:http";
import {
  type ActingBy,
  type ActingPurpose,
  type GateDeps,
  issueActingTicket,
} from "@homeport/gate";
import type { Directory } from "@homeport/hosts";
import type { Clock } from "@homeport/platform";
import { askRelay } from "./ask-relay.ts";

export interface AskRelayDeps {
  readonly gate: Pick<GateDeps, "db" | "random">;
  readonly clock: Clock;
  readonly directory: Pick<Directory, "listRelays"> | null;
  readonly appsUrl: URL;
}

export interface HostQuestion {
  readonly hostId: string;
  /** A tool of the host with its query, such as `_status?app=notes`. */
  readonly tool: string;
  readonly accept: string;
  readonly purpose: ActingPurpose;
  /** In whose name the relay is asked. */
  readonly by: ActingBy;
  /** For the head of the answer: a relay that is there writes it at once, unless it has to ask the host first. */
  readonly headMs?: number;
}

const usualHeadMs = 5_000;
const mostAddresses = 3;

/**
 * Asks a relay about a host, up to the head of its answer: at the address of all apps, and where that does not answer at
 * addresses of single relays; each time with a ticket that is good for this question alone. Null when none answers.
 */
export async function askAnyRelay(
  deps: AskRelayDeps,
  question: HostQuestion,
  stop: AbortSignal,
): Promise<IncomingMessage | null> {
  const { hostId, tool, accept, purpose, by, headMs = usualHeadMs } = question;
  const path = `/hosts/${encodeURIComponent(hostId)}/${tool}`;
  for (const address of await findAddresses(deps)) {
    const ticket = await issueActingTicket(deps.gate, { purpose, subject: hostId, ...by });
    const headers = { Accept: accept, "X-Homeport-Ticket": ticket };
    const late = new AbortController();
    const timer = deps.clock.after(headMs, () => late.abort(new Error("no answer in time")));
    try {
      const asked = { address, host: deps.appsUrl.host, path, headers };
      return await askRelay(asked, AbortSignal.any([stop, late.signal]));
    } catch {
      if (stop.aborted) return null;
    } finally {
      timer.cancel();
    }
  }
  return null;
}

/** The common address first; single relays are for the case that web cannot reach it. */
async function findAddresses({
  appsUrl,
  directory,
}: Pick<AskRelayDeps, "appsUrl" | "directory">): Promise<readonly URL[]> {
  const relays = (await directory?.listRelays().catch(() => [])) ?? [];
  const own = relays.flatMap(({ lease }) =>
    lease.publicUrl === undefined ? [] : [lease.publicUrl],
  );
  const origins = new Set([appsUrl.origin, ...own.filter((url) => URL.canParse(url))]);
  return [...origins].slice(0, mostAddresses).map((origin) => new URL(origin));
}

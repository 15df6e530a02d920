import { type Feed, gather } from "@homeport/coordination";
import type { DesiredApp } from "@homeport/hosts";
import type { Clock, Timer } from "@homeport/platform";
import type { RelayEvents } from "../events.ts";
import type { LiveTunnel } from "../tunnels/live-tunnel.ts";
import type { DesiredLine } from "./desired-line.ts";

export interface TellerDeps {
  readonly clock: Pick<Clock, "after">;
  readonly feed: Pick<Feed, "subscribe">;
  readonly events: Pick<RelayEvents, "storeFailed">;
  /** What is wanted of every app of these hosts, in one question. */
  readonly readOfHosts: (hostIds: readonly string[]) => Promise<readonly DesiredApp[]>;
  /** The same of one app; null when no host runs it any more. */
  readonly readOne: (appId: string) => Promise<DesiredApp | null>;
  /** Says that the agent of a host has come. */
  readonly noteReturn: (hostId: string) => Promise<void>;
  /** Where an app is, as far as memory knows; undefined when it does not. */
  readonly hostOf: (appId: string) => string | null | undefined;
  readonly everyMs: number;
}

/** Tells the agents that have a tunnel here what is wanted of their apps. */
export interface DesiredTeller extends Disposable {
  /** An agent has opened a control stream. Answers what to call when it is over. */
  opened(tunnel: LiveTunnel, line: DesiredLine): () => void;
}

interface Open {
  readonly tunnel: LiveTunnel;
  readonly line: DesiredLine;
}

/** Hosts of one question when many agents come at once. */
const hostsAtOnce = 250;
/** Changes that wait to be read; with more than these everything is told anew. */
const maxChanged = 1_000;

/**
 * An agent is told of all its apps when it comes, of one when that changes, and of all again every few seconds: an
 * announcement, a message or a whole tunnel may be lost on the way, and the agent does each generation once.
 * Of the tunnels that a host has here only the newest is used. Where there is none, the store is asked nothing.
 */
export function createDesiredTeller(deps: TellerDeps): DesiredTeller {
  const { events } = deps;
  const open = new Map<string, Open[]>();
  const changed = new Set<string>();
  let reading = false;
  let round: Promise<void> | null = null;
  let isRoundMissed = false;
  let timer: Timer | null = null;
  let stopped = false;

  const readHost = gather<string, readonly DesiredApp[]>({
    most: hostsAtOnce,
    async run(hostIds) {
      const apps = Map.groupBy(await deps.readOfHosts(hostIds), ({ hostId }) => hostId);
      return hostIds.map((hostId) => apps.get(hostId) ?? []);
    },
  });

  async function welcome({ tunnel: { hostId }, line }: Open): Promise<void> {
    const apps = await readHost(hostId);
    if (apps.length === 0) return;
    // An idle stop that is asked for because this did not get through is refused by an app in use.
    await deps.noteReturn(hostId).catch((error) => events.storeFailed("agent return", error));
    for (const app of apps) line.tell(app);
  }

  function tell(app: DesiredApp): void {
    const lines = open.get(app.hostId) ?? [];
    const newest = lines.findLast(({ tunnel }) => tunnel.state === "live") ?? lines.at(-1);
    newest?.line.tell(app);
  }

  function note(appId: string): void {
    if (open.size === 0) return;
    const hostId = deps.hostOf(appId);
    // One that memory does not know may have come, or be on its way out, just now.
    if (hostId !== undefined && !open.has(hostId ?? "")) return;
    changed.add(appId);
    if (!reading) void readChanged();
  }

  async function readChanged(): Promise<void> {
    reading = true;
    try {
      for (const appId of changed) {
        if (changed.size > maxChanged) return tellAll();
        changed.delete(appId);
        const app = await deps.readOne(appId);
        if (app !== null) tell(app);
      }
    } catch (error) {
      // The next round makes up for these.
      changed.clear();
      events.storeFailed("desired apps", error);
    } finally {
      reading = false;
    }
  }

  function tellAll(): void {
    changed.clear();
    isRoundMissed = true;
    round ??= runRounds().finally(() => {
      round = null;
    });
  }

  async function runRounds(): Promise<void> {
    while (isRoundMissed && open.size > 0 && !stopped) {
      isRoundMissed = false;
      try {
        for (const app of await deps.readOfHosts([...open.keys()])) tell(app);
      } catch (error) {
        events.storeFailed("desired apps", error);
      }
    }
    isRoundMissed = false;
  }

  function schedule(): void {
    if (stopped) return;
    timer = deps.clock
      .after(deps.everyMs, () => {
        tellAll();
        void (round ?? Promise.resolve()).then(schedule);
      })
      .unref();
  }

  function leave(gone: Open): void {
    const { hostId } = gone.tunnel;
    const left = (open.get(hostId) ?? []).filter((one) => one !== gone);
    if (left.length === 0) open.delete(hostId);
    else open.set(hostId, left);
  }

  const unsubscribe = deps.feed.subscribe(["app.desired"], {
    apply: (_topic, appId) => note(appId),
    flush: tellAll,
  });
  schedule();
  return {
    opened(tunnel, line) {
      const one = { tunnel, line };
      open.set(tunnel.hostId, [...(open.get(tunnel.hostId) ?? []), one]);
      welcome(one).catch((error) => events.storeFailed("desired apps", error));
      return () => leave(one);
    },
    [Symbol.dispose]() {
      stopped = true;
      timer?.cancel();
      unsubscribe();
    },
  };
}

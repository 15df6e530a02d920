import type { Mux, MuxStream, StreamEnd, StreamEvents } from "@homeport/tunnel";
import { RelayError } from "../errors.ts";
import type { RelayEvents, SecondTryReason } from "../events.ts";
import { readOwnersView } from "../link/owners-view.ts";
import type { Visit } from "../listen/visit.ts";
import type { Carrier, StreamRequest } from "./carrier.ts";
import type { OfflineReader } from "./offline.ts";
import type { Router, Wanted } from "./router.ts";

export interface WayDeps {
  readonly router: Router;
  readonly offline: Pick<OfflineReader, "read">;
  readonly events: Pick<RelayEvents, "streamOpened" | "streamClosed" | "secondTry">;
}

/** The way of one request to its host, over one carrier and, if that fails, over a second. */
export interface Way {
  /** Throws RelayError when the carrier takes no stream; nothing was sent then. */
  open(request: StreamRequest, events: StreamEvents): MuxStream;
  /** The tunnel or link on which `open` tries first; null when there is none. */
  first(): Mux | null;
  /** The request goes over a stream that is open already. */
  reused(): void;
  /** Chooses where `open` goes the second time. Rejects like `findWay`. */
  chooseAgain(reason: SecondTryReason): Promise<void>;
  /** Chooses anew where `open` goes: much may have changed while the request was held. Rejects like `findWay`. */
  findAgain(): Promise<void>;
  /** To be called once for each stream, when it has ended. */
  closed(kind: StreamRequest["kind"], end: StreamEnd): void;
}

const nobody: ReadonlySet<string> = new Set();

/**
 * Finds the way to a host: at once when a good tunnel is here. Rejects with HOST_OFFLINE, whose reason is then
 * noted in the visit, PEER_UNREACHABLE or DIRECTORY_UNAVAILABLE.
 */
export async function findWay(deps: WayDeps, visit: Visit, hostId: string): Promise<Way> {
  const { router, events } = deps;
  const find = async () =>
    router.local(hostId) ?? (await findCarrier(deps, visit, { hostId, avoid: nobody }));
  let carrier = await find();
  let onClosed = () => {};
  let named: readonly string[] = [];

  function noteTry(): void {
    visit.tries += 1;
    visit.carriedBy = carrier.path;
    visit.link = carrier.path === "peer" ? carrier.first() : null;
  }

  return {
    first: () => carrier.first(),
    reused: noteTry,
    open(request, streamEvents) {
      const opened = carrier.open(request, streamEvents);
      ({ onClosed } = opened);
      noteTry();
      events.streamOpened(request.kind);
      return opened.stream;
    },
    async chooseAgain(reason) {
      events.secondTry(reason);
      if (reason === "not-owner") router.disown(hostId, carrier.relayId);
      const avoid = carrier.path === "peer" ? new Set([carrier.relayId]) : nobody;
      const leaving = reason === "going-away";
      carrier = await findCarrier(deps, visit, { hostId, avoid, leaving, named });
    },
    async findAgain() {
      carrier = await find();
    },
    closed(kind, end) {
      onClosed();
      // Only relays have a view; what an agent says there is nobody's word.
      const view = carrier.path === "peer" && end.kind === "reset" ? end.note : undefined;
      named = readOwnersView(view);
      events.streamClosed(kind, end);
    },
  };
}

async function findCarrier(
  deps: WayDeps,
  visit: Visit,
  wanted: Omit<Wanted, "isGone">,
): Promise<Carrier> {
  try {
    return await deps.router.find({ ...wanted, isGone: () => visit.gone });
  } catch (error) {
    if (error instanceof RelayError && error.code === "HOST_OFFLINE") {
      const offline = await deps.offline.read(wanted.hostId);
      visit.offline = offline;
      visit.reason = offline?.reason ?? null;
    }
    throw error;
  }
}

import { type Gate, type Passed, personOf } from "@homeport/gate";
import { isHomeportError, newId } from "@homeport/platform";
import { type MuxStream, rstCodes, type StreamEnd, type StreamEvents } from "@homeport/tunnel";
import { RelayError } from "../errors.ts";
import type { RelayEvents } from "../events.ts";
import type { InFlight } from "../limits/in-flight.ts";
import { createPace, type Pace, type PaceDeps } from "../limits/pace.ts";
import { openPaced } from "../limits/paced-stream.ts";
import { pairStreams } from "../link/join-streams.ts";
import type { AnswerTally } from "../listen/http-visitor.ts";
import { Visit } from "../listen/visit.ts";
import { openTargetOf, readTcpDelivery } from "../resolve/delivery.ts";
import type { LastAccess } from "../resolve/last-access.ts";
import { secondTryReason } from "../resolve/second-try.ts";
import { findWay, type Way, type WayDeps } from "../resolve/way.ts";
import type { Traffic } from "../traffic/traffic.ts";
import { errorOfEnd } from "../transport/stream-errors.ts";
import { rstOfError } from "./rst-of-error.ts";

export interface CarryTcpDeps extends WayDeps {
  readonly clock: { readonly monotonicMs: () => number };
  readonly gate: Pick<Gate, "current">;
  readonly inFlight: InFlight;
  readonly lastAccess: LastAccess;
  readonly traffic: Pick<Traffic, "note">;
  readonly pace: PaceDeps;
  readonly events: RelayEvents;
  /** Every visit that is not over. */
  readonly visits: Set<Visit>;
}

/** A client that was admitted to an app, and what it has open. */
export interface TcpClient {
  readonly appId: string;
  readonly principal: Passed["principal"];
  readonly address: string | null;
  readonly visits: Set<Visit>;
}

/**
 * Carries one connection of a client to its app. It is *seeking* while a way is looked for and the target connects,
 * *joined* when the target is connected, and *over*. Nothing of the client is passed on before it is joined, so
 * that until then another tunnel may be tried. Each has a visit of its own, with a line in the access log.
 */
export function carryTcp(deps: CarryTcpDeps, client: TcpClient, link: MuxStream): void {
  if (!isForApp(link, client.appId)) {
    link.reset(rstCodes.BAD_OPEN);
    return;
  }
  void new TcpConnection(deps, client, link).serve();
}

/** The client says which app and nothing else: the rest is the relay's to fill in. */
function isForApp({ request }: MuxStream, appId: string): boolean {
  const { kind, hops, hostId, target, visitorAddress } = request;
  const bare = hops === 0 && hostId === "" && target === "" && visitorAddress === "";
  return kind === "tcp" && request.appId === appId && bare;
}

class TcpConnection {
  readonly #deps: CarryTcpDeps;
  readonly #client: TcpClient;
  readonly #link: MuxStream;
  readonly #visit: Visit;
  readonly #tally: AnswerTally = { status: null, code: null, bytesOut: 0, firstByteMs: null };
  #host: MuxStream | null = null;
  #pace: Pace | null = null;
  #leave: () => void = () => {};

  constructor(deps: CarryTcpDeps, client: TcpClient, link: MuxStream) {
    this.#deps = deps;
    this.#client = client;
    this.#link = link;
    const monotonicMs = () => deps.clock.monotonicMs();
    const target = `/connect/${client.appId}`;
    const start = { requestId: newId(), method: "TCP", target, upgrade: true };
    const startedMs = monotonicMs();
    this.#visit = new Visit({ ...start, startedMs, monotonicMs }, () => {});
    this.#visit.route = "connect";
  }

  async serve(): Promise<void> {
    const { deps, visit } = { deps: this.#deps, visit: this.#visit };
    this.#begin();
    try {
      const { principal, appId } = this.#client;
      const app = deps.gate.current().byId.get(appId);
      const hostId = app?.hostId ?? null;
      if (app === undefined || hostId === null) throw new RelayError("NOT_FOUND");
      visit.app = app;
      visit.userId = personOf(principal)?.userId ?? null;
      const delivery = readTcpDelivery(app, principal);
      this.#leave = deps.inFlight.enterApp(appId, delivery.maxConcurrent);
      deps.lastAccess.note(appId);
      const { bytesPerSecond } = delivery;
      this.#pace = bytesPerSecond === null ? null : createPace(deps.pace, appId, bytesPerSecond);
      if (this.#pace !== null) await this.#pace.turn();
      const way = await findWay(deps, visit, hostId);
      visit.chosenMs = visit.elapsedMs();
      this.#open(way, openTargetOf(delivery));
    } catch (error) {
      this.#fail(error);
    }
  }

  #begin(): void {
    const link = this.#link;
    const exchange = {
      get bytesIn() {
        return link.receivedBytes;
      },
      abandon: () => this.#abandon(),
    };
    this.#visit.carry(exchange, { cut: () => {} }, () => this.#leave());
    this.#deps.visits.add(this.#visit);
    this.#client.visits.add(this.#visit);
  }

  #open(way: Way, target: string): void {
    const link = this.#link;
    if (link.closed || this.#visit.gone) {
      this.#finish("VISITOR_GONE");
      return;
    }
    const events = pairStreams(link, () => this.#stream());
    let joined = false;
    const request = {
      ...{ kind: "tcp" as const, appId: this.#client.appId, target },
      visitorAddress: this.#client.address ?? "",
      requestId: this.#visit.start.requestId,
    };
    const owner: StreamEvents = {
      ...events.host,
      onOpened: () => {
        joined = true;
        this.#tally.status = 200;
        this.#tally.firstByteMs = this.#deps.clock.monotonicMs();
        link.accept();
        link.listen(events.link);
      },
      onClose: (end) => {
        way.closed("tcp", end);
        if (!joined) {
          void this.#tryAgain(way, target, end);
          return;
        }
        events.host.onClose(end);
        this.#finish(codeOfEnd(end));
      },
    };
    const open = (told: StreamEvents) => way.open(request, told);
    this.#host = this.#pace === null ? open(owner) : openPaced(this.#pace, owner, open);
  }

  /** The target was never connected: no byte of the client went anywhere, so any loss may be made up for. */
  async #tryAgain(way: Way, target: string, end: StreamEnd): Promise<void> {
    const reason = secondTryReason({
      ...{ method: "GET", end, heard: false, bodyKept: true, reused: false },
      flushed: this.#stream().flushed,
      tries: this.#visit.tries,
      elapsedMs: this.#visit.elapsedMs(),
    });
    try {
      if (reason === null || this.#link.closed) throw errorOfEnd(end);
      await way.chooseAgain(reason);
      this.#open(way, target);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Events of the stream towards the host come only after it was opened. */
  #stream(): MuxStream {
    if (this.#host === null) throw new Error("an event of a stream that was never opened");
    return this.#host;
  }

  #abandon(): void {
    if (!this.#link.closed) this.#link.reset(rstCodes.INTERNAL);
    if (this.#host !== null && !this.#host.closed) this.#host.reset(rstCodes.CANCELLED);
  }

  #fail(error: unknown): void {
    const known = isHomeportError(error) ? error : new RelayError("INTERNAL", { cause: error });
    if (known !== error) this.#deps.events.internal(error, this.#visit.start.requestId);
    if (this.#link.closed) {
      this.#finish("VISITOR_GONE");
      return;
    }
    this.#tally.status = known.status;
    this.#link.reset(rstOfError(known));
    this.#finish(known.code);
  }

  #finish(code: string | null): void {
    if (!this.#deps.visits.delete(this.#visit)) return;
    this.#client.visits.delete(this.#visit);
    this.#tally.code = code;
    this.#tally.bytesOut = this.#host?.receivedBytes ?? 0;
    const record = this.#visit.finish(this.#tally);
    this.#deps.events.request(record);
    this.#deps.traffic.note(record);
  }
}

/** A reset of ours is the client's leaving; a drain or a revocation says so in the visit's reason. */
function codeOfEnd(end: StreamEnd): string | null {
  if (end.kind === "ended" || end.kind === "released") return null;
  return end.kind === "reset" && end.by === "local" ? "VISITOR_GONE" : errorOfEnd(end).code;
}

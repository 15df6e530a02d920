import type { Budget } from "@homeport/tunnel";
import { CarriedExchange, type ExchangeDeps, type NewTry } from "./exchange.ts";
import { keepUpToBytes, type RequestBody } from "./request-body.ts";
import type { CarriedRequest, Transport } from "./transport.ts";
import { Lanes } from "./undici/lanes.ts";
import { OwnTry } from "./undici/own-try.ts";
import { PooledTry } from "./undici/pooled-try.ts";
import type { UpgradeVisitor, Visitor } from "./visitor.ts";

export interface UndiciDeps extends ExchangeDeps {
  /** Windows that all tunnels were granted: while they are scarce, no stream waits for another request. */
  readonly budget: Pick<Budget, "usedBytes" | "maxBytes">;
}

/**
 * Requests by undici, in a pool for each tunnel and app whose connections are streams. What undici does not carry
 * takes `node:http` and a stream of its own. The promises are those of `direct`; what an app can see is that undici
 * writes `host`, `content-length` and `connection: keep-alive` itself, `connection: close` on a HEAD, and no
 * `content-length: 0` for a method without a body.
 */
export function createUndiciTransport(deps: UndiciDeps): Transport {
  const lanes = new Lanes(deps.wheel, deps.budget);

  function newTryOf(carried: CarriedRequest<Visitor>): NewTry {
    return (owner, body, fresh) => {
      const place = fresh || needsOwnStream(carried, body) ? null : carried.lane();
      return place === null
        ? new OwnTry(owner, carried)
        : new PooledTry(owner, carried, lanes.of(place));
    };
  }

  return {
    request: (carried) => CarriedExchange.begin(deps, carried, null, newTryOf(carried)),
    upgrade: (carried: CarriedRequest<UpgradeVisitor>) =>
      CarriedExchange.begin(deps, carried, carried.visitor, newTryOf(carried)),
  };
}

/**
 * What undici refuses (`Expect`, an upgrade) or cannot promise: trailers, which any chunked body may bring; a head that
 * leaves before the body begins, since it sends both together; and a body too large to be sent again when the stream
 * turns out to have been closed while it was idle.
 */
function needsOwnStream({ head, body }: CarriedRequest<Visitor>, sent: RequestBody): boolean {
  const { framing, upgrade } = head;
  if (upgrade !== null || body.headers.expect !== undefined) return true;
  if (framing.kind === "none") return false;
  if (framing.kind === "chunked" || framing.bytes > keepUpToBytes) return true;
  return framing.bytes > 0 && !sent.begun;
}

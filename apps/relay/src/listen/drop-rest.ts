import type { IncomingMessage } from "node:http";
import type { Clock } from "@homeport/platform";

export interface DropLimits {
  readonly clock: Clock;
  readonly forMs: number;
  readonly maxBytes: number;
}

/**
 * Reads over what is left of a request whose answer is already complete, for at most `forMs` and
 * `maxBytes`, then closes. Closing at once would send a reset, which takes the answer away from a visitor
 * who is still writing.
 */
export function dropRest(request: IncomingMessage, limits: DropLimits): void {
  let dropped = 0;
  const timer = limits.clock.after(limits.forMs, () => request.socket.destroy()).unref();
  request.removeAllListeners("data");
  request.on("data", (chunk: Buffer) => {
    dropped += chunk.length;
    if (dropped > limits.maxBytes) request.socket.destroy();
  });
  request.once("close", () => timer.cancel());
  request.resume();
}

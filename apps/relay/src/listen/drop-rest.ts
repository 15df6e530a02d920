import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "@homeport/platform";

export interface DropLimits {
  readonly clock: Clock;
  /** From the moment the answer has left. */
  readonly forMs: number;
  readonly maxBytes: number;
}

/**
 * Reads over what is left of a request whose answer is complete, then closes. Closing at once would send a
 * reset, which takes the answer away from a visitor who is still writing. Until the answer has left, a
 * visitor who sends too much is only not read any more.
 */
export function dropRest(
  request: IncomingMessage,
  response: ServerResponse,
  limits: DropLimits,
): void {
  let droppedBytes = 0;
  const { socket } = request;
  request.removeAllListeners("data");
  request.on("data", (chunk: Buffer) => {
    droppedBytes += chunk.length;
    if (droppedBytes <= limits.maxBytes) return;
    if (response.writableFinished) socket.destroy();
    else request.pause();
  });
  response.once("finish", () => {
    if (request.complete && droppedBytes <= limits.maxBytes) return;
    if (droppedBytes > limits.maxBytes) {
      socket.destroy();
      return;
    }
    const timer = limits.clock.after(limits.forMs, () => socket.destroy()).unref();
    request.once("close", () => timer.cancel());
  });
  request.resume();
}

import { rstCodes } from "@homeport/tunnel";
import type { Carrier, OpenedStream, StreamRequest } from "../resolve/carrier.ts";
import { errorOfEnd } from "../transport/stream-errors.ts";

/**
 * Asks the agent to connect an app's target, as it would for a visitor, and leaves without having sent a byte. The
 * stream is of kind upgrade: only for those the agent never takes a connection that it kept. Rejects with the target's
 * own error, and with the signal's reason.
 */
export function tryTarget(
  carrier: Carrier,
  request: Omit<StreamRequest, "kind">,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => opened.stream.reset(rstCodes.CANCELLED);
    const opened: OpenedStream = carrier.open(
      { ...request, kind: "upgrade" },
      {
        onOpened() {
          resolve();
          leave();
        },
        onData: (bytes) => opened.stream.consumed(bytes.length),
        onEnd: () => {},
        onClose(end) {
          signal.removeEventListener("abort", leave);
          opened.onClosed();
          reject(signal.aborted ? signal.reason : errorOfEnd(end));
        },
      },
    );
    signal.addEventListener("abort", leave, { once: true });
  });
}

import { type MuxStream, rstCodes } from "@homeport/tunnel";

/** More than an agent needs to measure its way here; what goes on beyond it is no measurement. */
const maxEchoBytes = 4 * 1024 * 1024;

/** Sends an agent's bytes back as they come, so that it can tell whether its wire carries them intact. */
export function serveEcho(
  stream: MuxStream,
  onClose: Parameters<MuxStream["listen"]>[0]["onClose"],
) {
  let heldBytes = 0;
  stream.listen({
    onData(bytes) {
      if (stream.receivedBytes > maxEchoBytes) stream.reset(rstCodes.REFUSED);
      else if (stream.write(bytes)) stream.consumed(bytes.length);
      else heldBytes += bytes.length;
    },
    onDrain() {
      const taken = heldBytes;
      heldBytes = 0;
      stream.consumed(taken);
    },
    onEnd: () => stream.end(),
    onClose,
  });
  stream.accept();
}

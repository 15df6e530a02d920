import { type MuxStream, rstCodes, type StreamEnd, type StreamEvents } from "@homeport/tunnel";

/**
 * Joins a stream that a peer opened to one of a host's tunnel. `open` opens the second stream with the events it
 * is given, or answers null. `onClosed` is told once, with the end of the stream to the host.
 */
export function joinStreams(
  link: MuxStream,
  open: (events: StreamEvents) => MuxStream | null,
  onClosed: (end: StreamEnd) => void,
): boolean {
  const events = pairStreams(link, () => tunnel());
  const host = open({
    ...events.host,
    onOpened: () => link.accept(),
    onClose(end) {
      events.host.onClose(end);
      onClosed(end);
    },
  });
  if (host === null) return false;

  /** Events of the host's stream come only after it was opened. */
  function tunnel(): MuxStream {
    if (host === null) throw new Error("an event of a stream that was never opened");
    return host;
  }

  link.listen(events.link);
  return true;
}

/**
 * What joins a stream that somebody opened here to one towards a host: what one side gives the other takes, an end
 * is an end, and credit goes back to the sender only when the far side has taken the bytes.
 */
export function pairStreams(
  link: MuxStream,
  host: () => MuxStream,
): { readonly link: StreamEvents; readonly host: StreamEvents } {
  const fromHost = { heldBytes: 0 };
  const fromPeer = { heldBytes: 0 };
  return {
    host: {
      onData: (bytes) => pass(bytes, host(), link, fromHost),
      onEnd: () => link.end(),
      onDrain: () => giveBack(link, fromPeer),
      onClose: (end) => endLink(link, host(), end),
    },
    link: {
      onData(bytes) {
        // Whatever ends this stream before the host has told a count: so much may have been delivered.
        link.markDelivered(bytes.length);
        pass(bytes, link, host(), fromPeer);
      },
      onEnd: () => host().end(),
      onDrain: () => giveBack(host(), fromHost),
      onClose(end) {
        if (host().closed) return;
        if (end.kind === "released") host().release();
        else if (end.kind !== "ended") host().reset(end.kind === "reset" ? end.code : cancelled);
      },
    },
  };
}

const cancelled = rstCodes.CANCELLED;

function pass(bytes: Buffer, from: MuxStream, to: MuxStream, held: { heldBytes: number }): void {
  if (to.write(bytes)) from.consumed(bytes.length);
  else held.heldBytes += bytes.length;
}

function giveBack(to: MuxStream, held: { heldBytes: number }): void {
  const taken = held.heldBytes;
  held.heldBytes = 0;
  if (taken > 0) to.consumed(taken);
}

/**
 * The peer learns what became of its stream with the count of the host itself, since only that tells
 * whether the request may be sent again. When the tunnel was lost nobody knows the count: all that left
 * for it may have been delivered.
 */
function endLink(link: MuxStream, host: MuxStream, end: StreamEnd): void {
  if (link.closed) return;
  switch (end.kind) {
    case "ended":
      link.end();
      break;
    case "released":
      break;
    case "reset":
      if (end.by === "local") break;
      correctCount(link, end.deliveredBytes);
      link.reset(end.code);
      break;
    case "lost":
      correctCount(link, host.sentBytes);
      link.reset(host.flushed ? rstCodes.INTERNAL : rstCodes.NOT_DELIVERED);
      break;
  }
}

function correctCount(link: MuxStream, byteCount: number): void {
  link.markDelivered(byteCount - link.deliveredBytes);
}

import { randomBytes } from "node:crypto";
import type { Mux } from "../mux-api.ts";
import type { OpenRequest } from "../open.ts";
import type { MuxStream, StreamEnd } from "../stream-api.ts";

export const request: Omit<OpenRequest, "creditBytes"> = {
  kind: "tcp",
  hops: 0,
  hostId: "",
  appId: "app",
  target: "tcp://127.0.0.1:9",
  visitorAddress: "127.0.0.1",
  requestId: "request-1",
};

/** An opener's stream and all that happened on it. */
export interface Conversation {
  stream: MuxStream;
  received: Buffer[];
  opened: boolean;
  peerEnded: boolean;
  drains: number;
  ended: Promise<StreamEnd>;
  end: StreamEnd | null;
}

export interface ConverseOptions {
  request?: Partial<OpenRequest>;
  /** Bytes are not given back: the window stays used. */
  keepCredit?: boolean;
}

export function converse(mux: Mux, options: ConverseOptions = {}): Conversation {
  const ended = Promise.withResolvers<StreamEnd>();
  const received: Buffer[] = [];
  const opened = mux.open(
    { ...request, ...options.request },
    {
      onOpened() {
        talk.opened = true;
      },
      onData(bytes) {
        received.push(bytes);
        if (!options.keepCredit) talk.stream.consumed(bytes.length);
      },
      onEnd() {
        talk.peerEnded = true;
      },
      onDrain() {
        talk.drains += 1;
      },
      onClose(end) {
        talk.end = end;
        ended.resolve(end);
      },
    },
  );
  if (typeof opened === "string") throw new Error(`the stream was not opened: ${opened}`);
  const talk: Conversation = {
    stream: opened,
    received,
    opened: false,
    peerEnded: false,
    drains: 0,
    ended: ended.promise,
    end: null,
  };
  return talk;
}

/** Sends `bytes` in pieces as the stream takes them, then ends; answers what came back. */
export async function echoThrough(
  mux: Mux,
  bytes: Buffer,
  pieceBytes = 16_384,
): Promise<{ back: Buffer; end: StreamEnd }> {
  const talk = converse(mux);
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const drains = talk.drains;
    if (talk.stream.write(bytes.subarray(at, at + pieceBytes))) continue;
    await until(() => talk.drains > drains || talk.end !== null);
  }
  talk.stream.end();
  const end = await talk.ended;
  return { back: Buffer.concat(talk.received), end };
}

/** Polls once an event-loop turn until it holds; fails after 5 s of wall time. */
export async function until(holds: () => boolean, withinMs = 5_000): Promise<void> {
  const lastMs = performance.now() + withinMs;
  while (!holds()) {
    if (performance.now() > lastMs) throw new Error(`not within ${withinMs} ms: ${holds}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export function someBytes(count: number): Buffer {
  return randomBytes(count);
}

import { connect } from "node:net";
import { isPattern } from "../pattern.ts";
import type { Way } from "./way.ts";

/** One body on its way. Both promises reject when the visitor leaves before. */
export interface Download {
  /** Resolves when a 200 with a length has begun. */
  readonly head: Promise<void>;
  /** Resolves with the last byte; rejects as soon as one is wrong, or the connection ends early. */
  readonly done: Promise<void>;
  readonly receivedBytes: number;
  /** Takes nothing more, and stays. */
  stall(): void;
  leave(): void;
}

/** A body that no visitor waits to the end of. */
export const endless = `/bytes/${2 ** 40}`;

const readBytes = 131_072;
const maxHeadBytes = 16_384;

/**
 * Reads into one buffer and judges the bytes in place: a visitor that costs less than what it measures.
 * Plain HTTP only, and only answers with a Content-Length.
 */
export function openDownload(way: Way, path: string): Download {
  const head = Promise.withResolvers<void>();
  const done = Promise.withResolvers<void>();
  // Whoever waits for the one need not wait for the other.
  for (const { promise } of [head, done]) promise.catch(() => undefined);
  let text: string | null = "";
  let length = 0;
  let received = 0;

  function fail(error: unknown): void {
    head.reject(error);
    done.reject(error);
    socket.destroy();
  }

  function onBytes(bytes: Buffer): void {
    if (text === null) onBody(bytes);
    else onHead(bytes, text + bytes.toString("latin1"));
  }

  function onHead(bytes: Buffer, seen: string): void {
    const end = seen.indexOf("\r\n\r\n");
    if (end < 0) {
      if (seen.length > maxHeadBytes) throw new Error("the head has no end");
      text = seen;
      return;
    }
    const stated = /^content-length: *(\d+)\r?$/im.exec(seen.slice(0, end + 2))?.[1];
    if (!seen.startsWith("HTTP/1.1 200 ") || stated === undefined) {
      throw new Error(`no 200 with a length: ${seen.slice(0, 200)}`);
    }
    text = null;
    length = Number(stated);
    head.resolve();
    onBody(bytes.subarray(bytes.length - (seen.length - end - 4)));
  }

  function onBody(bytes: Buffer): void {
    if (!isPattern(bytes, received)) throw new Error(`wrong bytes after ${received}`);
    received += bytes.length;
    if (received > length) throw new Error(`more than ${length} bytes`);
    if (received !== length) return;
    done.resolve();
    socket.destroy();
  }

  const socket = connect({
    ...{ host: "127.0.0.1", port: way.port, noDelay: true },
    onread: {
      buffer: Buffer.allocUnsafe(readBytes),
      callback(count, buffer) {
        try {
          onBytes(Buffer.from(buffer.buffer, buffer.byteOffset, count));
        } catch (error) {
          fail(error);
        }
        return true;
      },
    },
  });
  socket.on("error", fail);
  socket.on("close", () => fail(new Error(`ended after ${received} of ${length} bytes`)));
  const fields = Object.entries(way.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${way.host}\r\n${fields.join("")}\r\n`);

  return {
    head: head.promise,
    done: done.promise,
    get receivedBytes() {
      return received;
    },
    stall: () => void socket.pause(),
    leave: () => void socket.destroy(),
  };
}

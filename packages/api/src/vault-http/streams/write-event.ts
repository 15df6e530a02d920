/** How long a reader waits before it comes again. */
const retryMs = 2_000;

/** One event of a stream, in the form of `text/event-stream`. */
export function writeEvent(event: {
  readonly id?: number;
  readonly type: string;
  readonly data: unknown;
}): Uint8Array<ArrayBuffer> {
  const id = event.id === undefined ? "" : `id: ${event.id}\n`;
  return Buffer.from(`${id}event: ${event.type}\ndata: ${JSON.stringify(event.data)}\n\n`);
}

export const openingPart: Uint8Array<ArrayBuffer> = Buffer.from(`retry: ${retryMs}\n\n`);
export const beatPart: Uint8Array<ArrayBuffer> = Buffer.from(":\n\n");

export const streamHeaders = {
  "Content-Type": "text/event-stream",
  "Cache-Control": "no-cache, no-transform",
  "X-Accel-Buffering": "no",
} as const;

/** The last words of a replica that stops: another one answers at once. */
export const partingPart: Uint8Array<ArrayBuffer> = Buffer.from("retry: 100\n\n");

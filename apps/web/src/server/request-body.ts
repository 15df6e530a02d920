import type { IncomingMessage } from "node:http";

/**
 * A request's body as it comes. Where its connection is cut it ends behind the last byte that arrived, instead of failing
 * and taking along what its reader had not come to yet: whoever needs all of it counts.
 */
export function arrivingBody(request: IncomingMessage): ReadableStream<Uint8Array<ArrayBuffer>> {
  // What is thrown where nobody listens would end the process; that it is destroyed says the same.
  request.on("error", () => undefined);
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        for (;;) {
          // A request that is cut is destroyed, and still gives what it holds.
          const chunk: Buffer<ArrayBuffer> | null = request.read();
          if (chunk !== null) return controller.enqueue(chunk);
          if (request.readableEnded || request.destroyed) return controller.close();
          await nextChange(request);
        }
      },
      cancel: () => void request.destroy(),
    },
    // It holds nothing itself: what waits in here would be lost.
    { highWaterMark: 0 },
  );
}

function nextChange(request: IncomingMessage): Promise<void> {
  const events = ["readable", "end", "close"] as const;
  return new Promise((resolve) => {
    const done = () => {
      for (const event of events) request.off(event, done);
      resolve();
    };
    for (const event of events) request.on(event, done);
  });
}

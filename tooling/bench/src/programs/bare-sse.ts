import { createServer } from "node:http";
import { createVaultListener } from "@homeport/api";
import { announce } from "./announce.ts";

/** A route of events and nothing else, mounted as vaults are: what is sent to one path goes to all who read the other. */
const readers = new Set<ReadableStreamDefaultController<Uint8Array>>();
const headers = { "content-type": "text/event-stream", "cache-control": "no-cache" };

const listen = createVaultListener(
  {
    async reply({ method, body: sent }) {
      if (method === "POST") {
        const parts: Uint8Array[] = [];
        for await (const part of sent ?? []) parts.push(part);
        const whole = Buffer.concat(parts);
        for (const reader of readers) reader.enqueue(whole);
        return { status: 204, headers: {}, body: null };
      }
      let own: ReadableStreamDefaultController<Uint8Array> | null = null;
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          own = controller;
          readers.add(controller);
          controller.enqueue(Buffer.from("retry: 2000\n\n"));
        },
        cancel: () => void (own === null || readers.delete(own)),
      });
      return { status: 200, headers, body };
    },
  },
  new URL("http://bare.test"),
);

announce(
  createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
    listen(request, response, { address: null, requestId: "bare" }).catch(() => response.destroy());
  }),
);

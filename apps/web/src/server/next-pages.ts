import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { WebConfig } from "../env.ts";

export interface NextPages extends AsyncDisposable {
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Compiled changes reach the browser over a WebSocket; null in a build. */
  upgrade: ((request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>) | null;
}

/**
 * Next as a request handler of this process. It is loaded here and not with the module, so that a process whose
 * configuration is refused never pays for it. `folder` is the app's own, with its pages or their build.
 */
export async function openNext(config: WebConfig, folder: string): Promise<NextPages> {
  const { default: next } = await import("next");
  const { host, port } = config.webAddress;
  const app = next({
    dev: config.developing,
    dir: folder,
    hostname: host,
    port,
  });
  await app.prepare();
  const handle = app.getRequestHandler();
  return {
    handle: (request, response) => handle(request, response),
    upgrade: config.developing ? app.getUpgradeHandler() : null,
    [Symbol.asyncDispose]: () => app.close(),
  };
}

import { connect, createServer, type Socket } from "node:net";

/** A wire between a client and Postgres that can be made to swallow everything. */
interface Shim extends AsyncDisposable {
  /** The database's address by way of the shim. */
  url: string;
  /** From now on nothing passes, and nobody is told. */
  freeze(): void;
  thaw(): void;
  /** Breaks every connection and refuses new ones, until it heals. */
  cut(): void;
  heal(): void;
}

export async function openShim(databaseUrl: string): Promise<Shim> {
  const sockets = new Set<Socket>();
  const url = new URL(databaseUrl);
  const { hostname, port } = url;
  let frozen = false;
  let isCut = false;
  const server = createServer((client) => {
    if (isCut) return void client.resetAndDestroy();
    const upstream = connect(Number(port), hostname);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on("data", (bytes) => frozen || to.write(bytes));
      from.on("error", () => undefined);
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  url.hostname = "127.0.0.1";
  url.port = String(typeof address === "object" ? address?.port : "");
  return {
    url: url.href,
    freeze() {
      frozen = true;
    },
    thaw() {
      frozen = false;
    },
    cut() {
      isCut = true;
      for (const socket of sockets) socket.resetAndDestroy();
    },
    heal() {
      isCut = false;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

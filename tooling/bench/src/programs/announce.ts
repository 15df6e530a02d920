import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Listens on a free loopback port and says so in one line on stdout, which the bench waits for. */
export function announce(server: Server): void {
  endOnSignal();
  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address() as AddressInfo;
    process.stdout.write(`${JSON.stringify({ port })}\n`);
  });
}

/** Ends in an orderly way, so that a profile that was asked for is written. */
export function endOnSignal(): void {
  process.on("SIGTERM", () => process.exit(0));
}

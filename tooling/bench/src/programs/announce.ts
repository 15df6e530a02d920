import type { AddressInfo, Server } from "node:net";

/** Listens on a free loopback port and says so in one line on stdout, which the bench waits for. */
export function announce(server: Server): void {
  endOnSignal();
  server.listen(0, "127.0.0.1", () => announcePort((server.address() as AddressInfo).port));
}

/** Says that the program is ready; 0 for one that only dials. */
export function announcePort(port: number): void {
  process.stdout.write(`${JSON.stringify({ port })}\n`);
}

/** Ends in an orderly way, so that a profile that was asked for is written, and with its bench. */
export function endOnSignal(): void {
  process.on("SIGTERM", () => process.exit(0));
  process.on("disconnect", () => process.exit(0));
}

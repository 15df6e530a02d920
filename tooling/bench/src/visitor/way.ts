import type { Running } from "../contender.ts";

/** How a visitor reaches the target. */
export type Way = Pick<Running, "port" | "host" | "headers" | "ca">;

/** What every request of `node:http` is told. */
export function requestOptions({ port, host, headers }: Way) {
  return { host: "127.0.0.1", port, headers: { host, ...headers } };
}

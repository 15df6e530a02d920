import type { Redis } from "ioredis";

/** What an operator wants to know of the server itself. */
export interface RedisFacts {
  readonly version: string;
  readonly upMs: number;
  readonly memoryBytes: number;
  /** Anything but `noeviction` may throw jobs away. */
  readonly evictionPolicy: string;
}

export async function readRedis(connection: Redis): Promise<RedisFacts> {
  const [server, memory] = await Promise.all([
    connection.info("server"),
    connection.info("memory"),
  ]);
  return {
    version: fieldOf(server, "redis_version"),
    upMs: Number(fieldOf(server, "uptime_in_seconds")) * 1_000,
    memoryBytes: Number(fieldOf(memory, "used_memory")),
    evictionPolicy: fieldOf(memory, "maxmemory_policy"),
  };
}

/** A line of INFO: `name:value`. */
function fieldOf(info: string, name: string): string {
  const line = info.split("\r\n").find((each) => each.startsWith(`${name}:`));
  return line?.slice(name.length + 1) ?? "";
}

import type { Seeder } from "../seed/seeder.ts";

/** How often each command ran in Redis since it started, those inside of scripts included. */
export async function readRedisCalls({
  redis,
}: Pick<Seeder, "redis">): Promise<Map<string, number>> {
  const calls = new Map<string, number>();
  for (const line of (await redis.info("commandstats")).split("\r\n")) {
    const [, command, count] = /^cmdstat_([a-z|]+):calls=(\d+)/.exec(line) ?? [];
    if (command !== undefined) calls.set(command, Number(count));
  }
  return calls;
}

/** Those of them that ask or tell the directory: all of its code is scripts. */
export function scriptCalls(calls: ReadonlyMap<string, number>): number {
  return (calls.get("evalsha") ?? 0) + (calls.get("eval") ?? 0);
}

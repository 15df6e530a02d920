import { Redis } from "ioredis";

/** Calls of each command since the server began, as it counts them itself. */
export type CommandCounts = ReadonlyMap<string, number>;

/** What this question and its connection cost is left out. */
const ownCommands = /^(info|auth|hello|select|client)(\||$)/;

export async function readCommands(redisUrl: string): Promise<CommandCounts> {
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: 1, commandTimeout: 2_000 });
  try {
    const text = await redis.info("commandstats");
    const found = text.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm);
    return new Map(Array.from(found, ([, name = "", calls]) => [name, Number(calls)]));
  } finally {
    redis.disconnect();
  }
}

/** How many commands there were between two readings. */
export function countCommands(before: CommandCounts, after: CommandCounts): number {
  let count = 0;
  for (const [name, calls] of after) {
    if (!ownCommands.test(name)) count += calls - (before.get(name) ?? 0);
  }
  return count;
}

import type { RedisLink } from "@homeport/coordination";
import { type Clock, ConfigError, type Log, type Stage } from "@homeport/platform";

export interface EvictionWatch extends AsyncDisposable {
  /** What an operator is to know; null while Redis keeps what it is given, or does not answer. */
  readWarning(): string | null;
}

export interface EvictionDeps {
  readonly redis: Pick<RedisLink, "client" | "isUp">;
  readonly stage: Stage;
  readonly clock: Clock;
  readonly log: Log;
  /** Ends this process: a queue whose jobs may be thrown away is worse than one worker less. */
  stop(reason: string): void;
  /** 30 s unless told. */
  readonly everyMs?: number;
}

const usualEveryMs = 30_000;

/**
 * Looks whether Redis may throw jobs away when its memory is full. In prod it refuses to start beside such a Redis, and
 * stops when one comes later; elsewhere it warns. Throws ConfigError.
 */
export async function watchEviction(deps: EvictionDeps): Promise<EvictionWatch> {
  const { clock, log, stage, everyMs = usualEveryMs } = deps;
  const stopping = new AbortController();
  const { signal } = stopping;
  let problem = await readProblem(deps.redis);
  if (problem !== null && stage === "prod") {
    const remedy = "Set maxmemory-policy to noeviction in that Redis, or name another one.";
    throw new ConfigError([{ name: "REDIS_URL", problem, remedy }]);
  }
  if (problem !== null) log.warn({ problem }, "redis.may-evict");

  async function run(): Promise<void> {
    while (!signal.aborted) {
      await clock.sleep(everyMs, signal).catch(() => undefined);
      if (signal.aborted) return;
      problem = await readProblem(deps.redis);
      if (problem !== null && stage === "prod") deps.stop(`Redis ${problem}`);
    }
  }

  const running = run();
  return {
    readWarning: () => (problem === null ? null : `Redis ${problem}`),
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
    },
  };
}

async function readProblem({ client, isUp }: EvictionDeps["redis"]): Promise<string | null> {
  if (!isUp()) return null;
  try {
    const [, policy] = /^maxmemory_policy:(\S+)/m.exec(await client.info("memory")) ?? [];
    if (policy === undefined || policy === "noeviction") return null;
    return `may throw jobs away: its maxmemory-policy is ${policy}, not noeviction`;
  } catch {
    // It has just gone; it is asked again.
    return null;
  }
}

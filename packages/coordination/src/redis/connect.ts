import { createHash } from "node:crypto";
import {
  backoffMs,
  type Clock,
  type Log,
  type Metrics,
  type Random,
  systemRandom,
} from "@homeport/platform";
import { Redis } from "ioredis";
import { createRedisEvents, type RedisEvents } from "./events.ts";

export interface RedisOptions {
  readonly url: string;
  /** What this connection is for; a label of `redis_errors_total`, so from a closed set. */
  readonly use: RedisUse;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Spreads reconnections. */
  readonly random?: Random;
  /** How long the call waits for a first connection; it then returns all the same. At most 2 s. */
  readonly waitMs?: number;
  /** Every command is given up on after this long. */
  readonly commandTimeoutMs?: number;
}

export type RedisUse = "main" | "feed" | "directory" | "rate";

/**
 * One connection to a store that may vanish. Commands fail at once while it is away and never queue
 * up; it comes back by itself.
 */
export interface RedisLink extends AsyncDisposable {
  readonly client: Redis;
  isUp(): boolean;
  /** How often this link has become ready; a change means that something may have been missed. */
  connections(): number;
  /** Drops a connection that does not answer; a new one follows. */
  reconnect(): void;
  /** Runs a Lua script by its digest, and sends its text only when Redis does not have it. */
  runScript(
    script: string,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<unknown>;
  /** A further connection to the same Redis, for a use that would hold this one up. */
  branch(use: RedisUse, commandTimeoutMs?: number): RedisLink;
}

const maxWaitMs = 2_000;
const defaultCommandTimeoutMs = 500;
const reconnectBackoff = { baseMs: 50, maxMs: 1_000 };

/** Opens the process's Redis link. Resolves within 2 s, connected or not; never rejects for a store that is away. */
export async function connectRedis(options: RedisOptions): Promise<RedisLink> {
  const events = createRedisEvents(options);
  const link = openLink(options.url, options.use, events, {
    commandTimeoutMs: options.commandTimeoutMs ?? defaultCommandTimeoutMs,
    reportsState: true,
    random: options.random ?? systemRandom,
  });
  const ready = Promise.withResolvers<void>();
  link.client.once("ready", ready.resolve);
  const timer = options.clock.after(
    Math.min(options.waitMs ?? maxWaitMs, maxWaitMs),
    ready.resolve,
  );
  await ready.promise;
  timer.cancel();
  if (!link.isUp()) events.down(options.use);
  return link;
}

interface LinkSettings {
  readonly commandTimeoutMs: number;
  /** One link speaks for the process: its state is what events and `redis_up` tell. */
  readonly reportsState: boolean;
  readonly random: Random;
}

function openLink(
  url: string,
  use: RedisUse,
  events: RedisEvents,
  settings: LinkSettings,
): RedisLink {
  const client = new Redis(url, {
    connectionName: `homeport-${use}`,
    commandTimeout: settings.commandTimeoutMs,
    connectTimeout: maxWaitMs,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (times) => backoffMs(times, reconnectBackoff, settings.random),
  });
  let connections = 0;
  client.on("error", () => events.failed(use));
  client.on("ready", () => {
    connections += 1;
    if (settings.reportsState) events.up(use);
  });
  client.on("close", () => {
    if (settings.reportsState && connections > 0) events.down(use);
  });

  return {
    client,
    isUp: () => client.status === "ready",
    connections: () => connections,
    reconnect: () => client.disconnect(true),
    runScript: async (script, keys, args) => runScript(client, script, keys, args),
    branch: (branchUse, commandTimeoutMs = settings.commandTimeoutMs) =>
      openLink(url, branchUse, events, { ...settings, commandTimeoutMs, reportsState: false }),
    async [Symbol.asyncDispose]() {
      client.removeAllListeners("close");
      client.disconnect();
      await Promise.resolve();
    },
  };
}

async function runScript(
  client: Redis,
  script: string,
  keys: readonly string[],
  args: readonly (string | number)[],
): Promise<unknown> {
  const digest = createHash("sha1").update(script).digest("hex");
  try {
    return await client.evalsha(digest, keys.length, ...keys, ...args);
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith("NOSCRIPT"))) throw error;
    return client.eval(script, keys.length, ...keys, ...args);
  }
}

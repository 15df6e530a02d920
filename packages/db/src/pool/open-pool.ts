import type { Clock, Log, Metrics, Random } from "@homeport/platform";
import { type ClientName, createPoolEvents } from "../events.ts";
import { openConnection, sessionSettings, type TypeOverrides } from "./connection.ts";
import { createConnectionPool } from "./connection-pool.ts";
import { createGatedClient, type GatedClient } from "./gated-client.ts";
import { createPermitGate } from "./permits.ts";
import { createTransactionScope } from "./scope.ts";

export interface OpenPoolOptions {
  url: string;
  app: string;
  client: ClientName;
  max: number;
  acquireMs: number;
  maxWaiting: number;
  statementTimeoutMs: number;
  pooled: boolean;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  random: Random;
}

export interface OpenPool {
  client: GatedClient;
  use(): { inUse: number; waiting: number };
  close(graceMs: number): Promise<void>;
}

/** The gate, the connections behind it and the client before it. */
export function openPool(options: OpenPoolOptions): OpenPool {
  const { clock, random, max, acquireMs, maxWaiting, pooled } = options;
  const events = createPoolEvents(options);
  const gate = createPermitGate({
    max,
    acquireMs,
    maxWaiting,
    clock,
    onAcquired: events.acquired,
    onRefused: events.saturated,
  });
  events.watch({ inUse: () => gate.inUse, waiting: () => gate.waiting });
  const types: TypeOverrides = { parsers: {}, serializers: {} };
  const settings = sessionSettings(options.statementTimeoutMs);
  const applicationName = `homeport-${options.app}-${options.client}`;
  const pool = createConnectionPool({
    gate,
    clock,
    random,
    open: () => openConnection({ url: options.url, applicationName, settings, pooled, types }),
  });
  const client = createGatedClient({
    pool,
    events,
    types,
    scope: createTransactionScope(),
    ...(pooled ? { settings } : {}),
  });
  return {
    client,
    use: () => ({ inUse: gate.inUse, waiting: gate.waiting }),
    close: (graceMs) => pool.close(graceMs),
  };
}

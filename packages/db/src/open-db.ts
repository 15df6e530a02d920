import {
  backoffMs,
  type Clock,
  type Log,
  type Metrics,
  type Random,
  type RequestContext,
  systemRandom,
} from "@homeport/platform";
import { type AfterCommit, type Effect, runEffects, type WriteScope } from "./after-commit.ts";
import { type AuditAct, type AuditOutcome, insertAuditEntry } from "./audit/store.ts";
import { logRepeated } from "./events.ts";
import { openPool } from "./pool/open-pool.ts";
import { clientOf, createOrm, type Orm, type Tx } from "./pool/orm.ts";
import { selectOne } from "./pool/store.ts";
import { errorCode, isRepeatable } from "./pool/translate.ts";
import type { SqlRunner } from "./sql-port.ts";
import { createRunner } from "./sql-runner.ts";

export interface OpenDbOptions {
  url: string;
  /** In `application_name`: homeport-<app>-pool. */
  app: string;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  random?: Random;
  /** In audit rows. */
  replicaId?: string;
  /** Most connections. */
  poolMax?: number;
  /** How long a statement may wait for one, in ms. */
  acquireMs?: number;
  /** How many callers may wait at once. */
  maxWaiting?: number;
  statementTimeoutMs?: number;
  /** Behind a pooler in transaction mode. */
  pooled?: boolean;
}

export interface Repeatable {
  /** The function may run again from its start: up to 3 times on serialization failures and deadlocks. */
  repeatable?: boolean;
}

/** The database of one process. */
export interface Db extends AsyncDisposable {
  /** Statements and transactions without audit: each takes a permit. For reads, and better-auth. */
  orm: Orm;
  /** The same pool as plain SQL, for packages that keep their statements themselves. */
  sql: SqlRunner;
  /**
   * An act of a person or a program: one transaction with its audit row inside, so neither exists
   * without the other. What `scope.commit` collects leaves after the commit.
   * Throws what `fn` throws, and STORE_BUSY, STORE_DOWN, OUTCOME_UNKNOWN, NESTED_TRANSACTION.
   */
  write<T>(
    ctx: RequestContext,
    act: AuditAct & Repeatable,
    fn: (tx: Tx, scope: WriteScope) => Promise<T>,
  ): Promise<T>;
  /** Housekeeping that nobody asked for: one transaction without audit row. Errors as of `write`. */
  system<T>(
    name: string,
    fn: (tx: Tx, after: AfterCommit) => Promise<T>,
    options?: Repeatable,
  ): Promise<T>;
  /** Records an act that was refused or failed, on its own. */
  audit(
    ctx: RequestContext,
    act: AuditAct & Exclude<AuditOutcome, { outcome: "success" }>,
  ): Promise<void>;
  /** The audit row of what a process does by itself, in the transaction in which it does so. */
  auditWithin(tx: Tx, ctx: RequestContext, act: AuditAct): Promise<void>;
  /** Rejects with STORE_DOWN or STORE_BUSY when the pool cannot answer. */
  ping(): Promise<void>;
  /** A runner whose statements belong to the transaction. */
  within(tx: Tx): SqlRunner;
  /** For the registry: how the pool is used now. */
  poolUse(): { inUse: number; waiting: number; max: number };
}

const defaultPoolMax = 20;
const defaultAcquireMs = 10_000;
const defaultMaxWaiting = 2_000;
const defaultStatementTimeoutMs = 15_000;
const attempts = 3;
const repeatBackoff = { baseMs: 20, maxMs: 200 };
const closeMs = 2_000;

/** Opens nothing yet: connections are made on need. */
export function openDb(options: OpenDbOptions): Db {
  const { clock, log } = options;
  const random = options.random ?? systemRandom;
  const max = options.poolMax ?? defaultPoolMax;
  const pool = openPool({
    url: options.url,
    app: options.app,
    client: "pool",
    max,
    acquireMs: options.acquireMs ?? defaultAcquireMs,
    maxWaiting: options.maxWaiting ?? defaultMaxWaiting,
    statementTimeoutMs: options.statementTimeoutMs ?? defaultStatementTimeoutMs,
    pooled: options.pooled ?? false,
    clock,
    log,
    metrics: options.metrics,
    random,
  });
  const orm = createOrm(pool.client);

  async function transact<T>(
    name: string,
    fn: (tx: Tx, scope: WriteScope) => Promise<T>,
    { repeatable = false }: Repeatable,
    finish?: (tx: Tx, notes: Readonly<Record<string, unknown>>) => Promise<void>,
  ): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      // Collected anew each time, so that an attempt that was rolled back leaves no effect.
      const effects: Effect[] = [];
      const notes: Record<string, unknown> = {};
      const scope: WriteScope = {
        commit: (effect) => void effects.push(effect),
        note: (detail) => void Object.assign(notes, detail),
      };
      try {
        const value = await orm.transaction(async (tx) => {
          const result = await fn(tx, scope);
          await finish?.(tx, notes);
          return result;
        });
        await runEffects(effects, { clock, log });
        return value;
      } catch (error) {
        if (!repeatable || attempt + 1 >= attempts || !isRepeatable(error)) throw error;
        logRepeated(log, { name, attempt, code: errorCode(error) ?? "" });
        await clock.sleep(backoffMs(attempt, repeatBackoff, random));
      }
    }
  }

  const replicaId = options.replicaId ?? null;
  return {
    orm,
    sql: createRunner(pool.client),
    write: (ctx, act, fn) =>
      transact(act.action, fn, act, (tx, notes) => {
        const detail = { ...act.detail, ...notes };
        return insertAuditEntry(tx, ctx, { ...act, detail, outcome: "success" }, replicaId);
      }),
    system: (name, fn, repeat = {}) => transact(name, fn, repeat),
    audit: (ctx, act) => insertAuditEntry(orm, ctx, act, replicaId),
    auditWithin: (tx, ctx, act) =>
      insertAuditEntry(tx, ctx, { ...act, outcome: "success" }, replicaId),
    ping: () => pool.client.unsafe(selectOne).then(() => undefined),
    within: (tx) => createRunner(clientOf(tx)),
    poolUse: () => ({ ...pool.use(), max }),
    [Symbol.asyncDispose]: () => pool.close(closeMs),
  };
}

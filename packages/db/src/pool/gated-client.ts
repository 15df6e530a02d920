import type postgres from "postgres";
import { DbError } from "../errors.ts";
import type { PoolEvents } from "../events.ts";
import type { SessionSettings } from "./driver.ts";
import type { PermitGate } from "./permits.ts";
import type { TransactionScope } from "./scope.ts";
import { applySettings } from "./store.ts";
import { isConnectionLost, translateCommitError, translateStoreError } from "./translate.ts";

export interface GatedClientOptions {
  driver: postgres.Sql;
  gate: PermitGate;
  scope: TransactionScope;
  events: PoolEvents;
  /** Set behind a pooler: applied at the start of every transaction. */
  settings?: SessionSettings;
}

type Params = readonly unknown[];
type Transaction = postgres.TransactionSql;

/** The part of the driver that drizzle's postgres-js session calls, behind the gate. */
export interface GatedClient {
  options: postgres.Sql["options"];
  unsafe(text: string, params?: Params, options?: postgres.UnsafeQueryOptions): GatedQuery;
  begin<T>(run: (tx: Transaction) => Promise<T>): Promise<T>;
}

/** A statement under way; `values()`, called at once, asks for rows as arrays. */
export type GatedQuery = Promise<readonly unknown[]> & {
  values(): Promise<readonly unknown[]>;
};

/**
 * Every statement and transaction takes a permit first, whoever sends it. A read whose connection broke
 * is sent once more, on another one; everything else is for the caller to judge.
 */
export function createGatedClient(options: GatedClientOptions): GatedClient {
  const { driver, gate, scope, events } = options;

  async function withPermit<T>(text: string, run: () => Promise<T>): Promise<T> {
    if (scope.isInside()) {
      events.nested({ statement: text.slice(0, 80) });
      throw new DbError("NESTED_TRANSACTION", { detail: text.slice(0, 80) });
    }
    const permit = await gate.acquire();
    events.queried();
    try {
      return await run();
    } finally {
      permit.release();
    }
  }

  async function send(
    text: string,
    params: Params,
    asValues: boolean,
  ): Promise<readonly unknown[]> {
    const { settings } = options;
    if (settings === undefined) return runStatement(driver, text, params, asValues);
    return driver.begin(async (tx) => {
      await applySettings(tx, settings);
      return runStatement(tx, text, params, asValues);
    });
  }

  async function query(text: string, params: Params, asValues: boolean) {
    try {
      return await withPermit(text, () => send(text, params, asValues));
    } catch (error) {
      if (!isConnectionLost(error) || !isRead(text)) throw translateStoreError(error);
    }
    try {
      return await withPermit(text, () => send(text, params, asValues));
    } catch (error) {
      throw translateStoreError(error);
    }
  }

  return {
    options: driver.options,
    unsafe(text, params = []) {
      let asValues = false;
      const rows = Promise.resolve().then(() => query(text, params, asValues));
      return Object.assign(rows, {
        values() {
          asValues = true;
          return rows;
        },
      });
    },
    async begin(run) {
      const progress = { committing: false };
      try {
        return await withPermit("begin", () => beginScoped(options, run, progress));
      } catch (error) {
        throw progress.committing ? translateCommitError(error) : translateStoreError(error);
      }
    },
  };
}

async function beginScoped<T>(
  { driver, scope, settings }: GatedClientOptions,
  run: (tx: Transaction) => Promise<T>,
  progress: { committing: boolean },
): Promise<T> {
  const box = await driver.begin(async (tx) => {
    if (settings !== undefined) await applySettings(tx, settings);
    const value = await scope.run(() => run(tx));
    progress.committing = true;
    // Boxed, because the driver takes an array apart.
    return { value };
  });
  return box.value;
}

async function runStatement(
  runner: Pick<postgres.Sql, "unsafe">,
  text: string,
  params: Params,
  asValues: boolean,
): Promise<readonly unknown[]> {
  const query = runner.unsafe(text, driverParams(params));
  return asValues ? await query.values() : await query;
}

/** A statement that only reads, by its first word. Statements that write begin with another. */
function isRead(text: string): boolean {
  return /^\s*select\b/i.test(text);
}

/** The driver serializes by the parameter's own type and by the type that Postgres names. */
function driverParams(params: Params): postgres.ParameterOrJSON<never>[] {
  return [...params] as postgres.ParameterOrJSON<never>[];
}

import type { ExtractTablesWithRelations } from "drizzle-orm";
import type { PgDatabase } from "drizzle-orm/pg-core";
import {
  drizzle,
  type PostgresJsDatabase,
  type PostgresJsQueryResultHKT,
} from "drizzle-orm/postgres-js";
import type postgres from "postgres";
import { schema } from "../schema/index.ts";
import type { GatedClient } from "./gated-client.ts";
import type { TransactionClient } from "./transaction.ts";

type Schema = typeof schema;

/** The database outside of a transaction. */
export type Orm = PostgresJsDatabase<Schema>;

/** One transaction. */
export type Tx = Parameters<Parameters<Orm["transaction"]>[0]>[0];

/** Where a store function may read or write: it does not mind whether in a transaction. */
export type Reader = PgDatabase<
  PostgresJsQueryResultHKT,
  Schema,
  ExtractTablesWithRelations<Schema>
>;

/** Drizzle over the gated client. */
export function createOrm(client: GatedClient): Orm {
  const orm = drizzle(asDriver(client), { schema });
  keepDriverErrors(sessionOf(orm));
  return orm;
}

/**
 * Drizzle's postgres-js session uses `options`, `unsafe` and `begin` of its client and, in a transaction,
 * `unsafe` and `savepoint` of what `begin` hands over: both have just these.
 */
function asDriver(client: GatedClient): postgres.Sql {
  return client as unknown as postgres.Sql;
}

interface Session {
  prepareQuery(...args: unknown[]): {
    execute(...args: unknown[]): Promise<unknown>;
    all(...args: unknown[]): Promise<unknown>;
  };
  transaction?(run: (tx: object) => Promise<unknown>, config?: unknown): Promise<unknown>;
}

/** The session that a database or transaction of drizzle keeps; its type declaration leaves it out. */
function sessionOf(database: object): Session {
  return Reflect.get(database, "session") as Session;
}

/**
 * Drizzle wraps what the driver throws in an error whose message spells out the statement and its
 * parameters, tokens among them, and which hides our codes. This hands on the cause instead, in this
 * session and in every transaction and savepoint that it opens.
 */
function keepDriverErrors(session: Session): void {
  const prepareQuery = session.prepareQuery.bind(session);
  session.prepareQuery = (...args) => {
    const prepared = prepareQuery(...args);
    const execute = prepared.execute.bind(prepared);
    const all = prepared.all.bind(prepared);
    prepared.execute = (...values) => execute(...values).catch(throwCause);
    prepared.all = (...values) => all(...values).catch(throwCause);
    return prepared;
  };
  wrapTransaction(session);
}

function wrapTransaction(holder: Pick<Session, "transaction">): void {
  const transaction = holder.transaction?.bind(holder);
  if (transaction === undefined) return;
  holder.transaction = (run, config) =>
    transaction((tx) => {
      keepDriverErrors(sessionOf(tx));
      wrapTransaction(tx);
      return run(tx);
    }, config);
}

function throwCause(error: unknown): never {
  const wrapped = error instanceof Error && error.message.startsWith("Failed query:");
  throw wrapped && error.cause !== undefined ? error.cause : error;
}

/** The transaction under one of drizzle's, for statements that are plain SQL. */
export function clientOf(tx: Tx): TransactionClient {
  return Reflect.get(sessionOf(tx), "client") as TransactionClient;
}

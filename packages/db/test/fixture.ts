import {
  createMetrics,
  type Log,
  type Metrics,
  type RequestContext,
  silentLog,
  systemClock,
} from "@homeport/platform";
import { type FreshDatabase, freshDatabase } from "@homeport/testkit";
import postgres from "postgres";
import { type Db, migrate, type OpenDbOptions, openDb } from "../src/index.ts";

/** A migrated database of its own; a copy of a template, so that it costs milliseconds. */
export function migratedDatabase(): Promise<FreshDatabase> {
  return freshDatabase({
    template: { key: "db", prepare: async (url) => void (await migrate({ url, log: silentLog })) },
  });
}

export function testMetrics(): Metrics {
  return createMetrics({ app: "test", version: "0" });
}

export function testDb(url: string, options: Partial<OpenDbOptions> = {}): Db {
  return openDb({
    url,
    app: "test",
    clock: systemClock,
    log: silentLog,
    metrics: testMetrics(),
    ...options,
  });
}

/** A connection beside the one under test: looks, and plants trouble. */
export function plainSql(url: string, max = 1): postgres.Sql & AsyncDisposable {
  const sql = postgres(url, { max, onnotice: () => undefined });
  return Object.assign(sql, { [Symbol.asyncDispose]: () => sql.end({ timeout: 1 }) });
}

export interface LogRecord {
  level: string;
  message: string;
  fields: Record<string, unknown>;
}

/** A log that keeps its records. */
export function recordingLog(): Log & { records: LogRecord[] } {
  const records: LogRecord[] = [];
  const keep = (level: string) => (fields: Record<string, unknown>, message: string) =>
    void records.push({ level, message, fields });
  const log = {
    fatal: keep("fatal"),
    error: keep("error"),
    warn: keep("warn"),
    info: keep("info"),
    debug: keep("debug"),
    child: () => log,
    isLevelEnabled: () => true,
    records,
  };
  return log;
}

export const asAda: RequestContext = {
  actor: { kind: "user", userId: "u1", sessionId: "s1", name: "Ada", email: "ada@example.org" },
  address: "192.0.2.7",
  requestId: "r1",
};

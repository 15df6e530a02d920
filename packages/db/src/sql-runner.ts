import type { SqlRow, SqlRunner, SqlValue } from "./sql-port.ts";

interface UnsafeClient {
  unsafe(text: string, params?: readonly unknown[]): PromiseLike<readonly unknown[]>;
}

/** A runner over whatever sends statements as the driver does. */
export function createRunner(client: UnsafeClient): SqlRunner {
  return {
    query: async (text, params = []) => byName(await client.unsafe(text, params.map(asParameter))),
  };
}

/** Text, and Postgres's own reading of it, is the one form of a bigint and of a list that always fits. */
function asParameter(value: SqlValue): unknown {
  if (typeof value === "bigint") return value.toString();
  return Array.isArray(value) ? arrayLiteral(value) : value;
}

function arrayLiteral(values: readonly string[]): string {
  const quoted = values.map((value) => `"${value.replace(/[\\"]/g, "\\$&")}"`);
  return `{${quoted.join(",")}}`;
}

/** Without `values()` a row is an object by column name. */
function byName(rows: readonly unknown[]): readonly SqlRow[] {
  return rows as readonly SqlRow[];
}

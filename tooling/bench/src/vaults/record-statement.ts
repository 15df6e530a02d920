import type { SqlRunner, SqlValue } from "@homeport/db";

export interface Statement {
  readonly text: string;
  readonly params: readonly SqlValue[];
}

/** The first statement that something sends, so that a control can send the very same. */
export async function recordStatement(
  sql: SqlRunner,
  run: (sql: SqlRunner) => Promise<unknown>,
): Promise<Statement> {
  const sent: Statement[] = [];
  await run({
    query(text, params = []) {
      sent.push({ text, params });
      return sql.query(text, params);
    },
  });
  const [first] = sent;
  if (first === undefined) throw new Error("nothing was sent");
  return first;
}

import { listKeySessions } from "@homeport/coordination";
import type { Db } from "@homeport/db";
import { knownWords, type OperatorWord } from "./operator-words.ts";
import type { OperatorRule } from "./read-operator.ts";
import { selectOperators } from "./store.ts";

export interface OperatorRow {
  readonly operatorId: string;
  readonly kind: "user" | "key";
  readonly label: string;
  /** A person's address; null for a key. */
  readonly email: string | null;
  readonly keyId: string | null;
  readonly permissions: readonly OperatorWord[];
  readonly createdAt: Date;
}

export interface OperatorList {
  /** Whom the configuration names: they may do everything, and nobody can change that here. */
  readonly named: readonly string[];
  /** Whether the first person of the installation operates it as well. */
  readonly firstPerson: boolean;
  readonly operators: readonly OperatorRow[];
}

/** Everybody who operates the installation. */
export async function listOperators(ctx: {
  readonly db: Pick<Db, "orm">;
  readonly operators: OperatorRule;
}): Promise<OperatorList> {
  const rows = await selectOperators(ctx.db.orm);
  const { emails, firstPerson } = ctx.operators;
  return {
    named: [...emails].sort(),
    firstPerson,
    operators: rows.map(({ permissions, ...row }) => ({
      ...row,
      permissions: knownWords(permissions),
    })),
  };
}

export interface OperatorSession {
  readonly sessionId: string;
  readonly keyId: string;
  readonly address: string | null;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** The live sessions of operators' keys, the newest first. People's are sessions like any other of theirs. */
export async function listOperatorSessions(ctx: {
  readonly db: Pick<Db, "sql">;
}): Promise<readonly OperatorSession[]> {
  const sessions = await listKeySessions(ctx.db.sql, "operator");
  return sessions.map(({ principal, ...session }) => ({ ...session, keyId: principal }));
}

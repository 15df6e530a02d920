import type { SqlPort, SqlRunner } from "../sql-port.ts";
import type { Lease } from "./lease.ts";
import {
  type LeaseKey,
  proveLeaseRow,
  releaseLeaseRow,
  renewLeaseRow,
  takeLeaseRow,
} from "./store.ts";

/** What taking a lease needs to know, wherever the lease stands. */
export interface TakeInput {
  readonly holder: string;
  readonly ttlMs: number;
}

/** How a lease was got. */
export interface Taken {
  readonly fence: bigint;
  /** It had been held before and ran out without being released. */
  readonly stolen: boolean;
}

/** The row that a lease stands on: one of its name, or a row of a domain that is leased itself. */
export interface LeaseRow {
  /** Comes from code, so it may label a metric. */
  readonly name: string;
  /** A proof extends the lease as a renewal does, once it is committed. */
  readonly proofRenews: boolean;
  /** Null while somebody holds it. */
  take(sql: SqlRunner, input: TakeInput): Promise<Taken | null>;
  /** False when it is somebody else's or has run out. Rejects when the store cannot say. */
  renew(sql: SqlRunner, lease: Lease): Promise<boolean>;
  release(sql: Pick<SqlPort, "pool" | "feed">, lease: LeaseKey): Promise<void>;
  /** The first statement of a fenced write. */
  prove(sql: SqlRunner, lease: Lease): Promise<boolean>;
}

/** The row of a named lease, which is made when it is first taken. */
export function namedLeaseRow(name: string, idleForMs?: number): LeaseRow {
  const idle = idleForMs === undefined ? {} : { idleForMs };
  return {
    ...{ name, proofRenews: false },
    take: (sql, input) => takeLeaseRow(sql, { name, ...input, ...idle }),
    renew: renewLeaseRow,
    release: ({ feed }, lease) => releaseLeaseRow(feed, lease),
    prove: proveLeaseRow,
  };
}

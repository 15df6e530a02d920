import type { SqlRunner } from "@homeport/db";
import type { Clock } from "@homeport/platform";
import type { CanonicalizeDeps } from "@homeport/vaults";

/** What of a write says from which state it goes on. */
const comparisons: readonly (readonly [string, string])[] = [
  [
    "and status = $2 and status_reason is not distinct from $3",
    "and $2 <> '' and $3::text is null",
  ],
  ["and head_nonce = $2 and head_commitment = $3", "and $2::bigint >= 0 and $3::bytea is not null"],
];

/** Never renews and never ends a lease by itself. */
const stopped: Pick<Clock, "after"> = {
  after: () => {
    const timer = { cancel: () => undefined, unref: () => timer };
    return timer;
  },
};

/**
 * The planted fault, check-then-write: what was so when the worker looked need not be when it writes. Neither the lease nor
 * the states that were read are part of the writes.
 */
export function careless(deps: CanonicalizeDeps): CanonicalizeDeps {
  const loose = (runner: SqlRunner): SqlRunner => ({
    query(text, params) {
      if (text.includes("set_config('lock_timeout'")) return Promise.resolve([{ proved: true }]);
      const free = comparisons.reduce((whole, [from, to]) => whole.replace(from, to), text);
      return runner.query(free, params);
    },
  });
  const { lease, db } = deps;
  const { sql } = lease;
  return {
    ...deps,
    db: { ...db, within: (tx) => loose(db.within(tx)) },
    lease: {
      ...lease,
      clock: { ...lease.clock, ...stopped },
      sql: { ...sql, within: (tx) => loose(sql.within(tx)) },
    },
  };
}

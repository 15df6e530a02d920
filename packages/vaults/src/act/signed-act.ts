import type { SqlRunner } from "@homeport/db";
import type { SignedRequest, VaultsDeps } from "../context.ts";
import { takeClock } from "../delta/clock.ts";
import { requireFresh } from "../delta/require-fresh.ts";
import { requireMember } from "../delta/require-open.ts";
import {
  type FactsKey,
  raiseClock,
  readFacts,
  readFactsTogether,
  type VaultFacts,
} from "../delta/store.ts";
import { VaultsError } from "../errors.ts";
import { ThreadsBusy } from "../prepare/threads.ts";
import { orLookAgain } from "./look-again.ts";
import { lockVault } from "./store.ts";

/** A signed request to do something with one vault. */
export interface SignedAct {
  readonly vaultId: string;
  readonly request: SignedRequest;
}

/** Which delta an act is about, if it is about one. */
type About = Pick<FactsKey, "nonce" | "proposalId">;

const aboutNothing: About = { nonce: -1, proposalId: "" };

/**
 * Does what a signer asks for, in one transaction, with the vault's row locked against everything else that moves it. The
 * request's time is taken whatever follows: `act` decides before it writes, and what it refuses by throwing is thrown on
 * only after the commit. The clock is locked before the row, as by everybody who takes both.
 *
 * Throws VAULT_NOT_FOUND, AUTH_STALE, AUTH_REPLAY, and what `act` throws.
 */
async function actAsSigner<T>(
  deps: VaultsDeps,
  { vaultId, request }: SignedAct,
  about: About | null,
  act: (sql: SqlRunner, facts: VaultFacts) => Promise<T>,
): Promise<T> {
  const key = { vaultId, signerId: request.signerId, ...(about ?? aboutNothing) };
  const before = requireMember(await readFactsTogether(deps.db.sql, key), request.signerId);
  const { storeNowMs, lastTimestampMs: lastMs } = before;
  requireFresh(deps, request, { storeNowMs, lastMs });
  return await transact(deps, key, act, (sql) =>
    takeClock(deps, sql, { vaultId, request }, storeNowMs),
  );
}

/**
 * The same for an act that finds out whether it was done, and then answers as if it had just been: where nobody can say, it
 * is done again, and told that this is a second look. Its time is not judged then: that it was taken may be this very
 * request's doing.
 */
export async function actOnceAsSigner<T>(
  deps: VaultsDeps,
  signed: SignedAct,
  about: About | null,
  act: (sql: SqlRunner, facts: VaultFacts, isSecondLook: boolean) => Promise<T>,
): Promise<T> {
  const { vaultId, request } = signed;
  const { signerId, timestampMs } = request;
  const key = { vaultId, signerId, ...(about ?? aboutNothing) };
  return await orLookAgain(
    () => actAsSigner(deps, signed, about, (sql, facts) => act(sql, facts, false)),
    () =>
      transact(
        deps,
        key,
        (sql, facts) => act(sql, facts, true),
        async (sql) => {
          if (timestampMs !== null) await raiseClock(sql, { vaultId, signerId, timestampMs });
        },
      ),
  );
}

async function transact<T>(
  deps: VaultsDeps,
  key: FactsKey,
  act: (sql: SqlRunner, facts: VaultFacts) => Promise<T>,
  take: (sql: SqlRunner) => Promise<void>,
): Promise<T> {
  const outcome = await deps.db.system("vault.act", async (tx) => {
    const sql = deps.db.within(tx);
    await take(sql);
    await lockVault(sql, key.vaultId);
    try {
      const facts = requireMember(await readFacts(sql, key), key.signerId);
      return { value: await act(sql, facts) };
    } catch (refusal) {
      if (refusal instanceof VaultsError || refusal instanceof ThreadsBusy) return { refusal };
      throw refusal;
    }
  });
  if ("refusal" in outcome) throw outcome.refusal;
  return outcome.value;
}

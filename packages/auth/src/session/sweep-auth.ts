import type { Db } from "@homeport/db";
import { deleteEndedKeys } from "../api-key/store.ts";
import { deleteEndedPairings } from "../pairing/store.ts";
import { lockRule } from "../sign-in/account-lock.ts";
import { deleteOldFailures } from "../sign-in/store.ts";
import { deleteEndedDeviceCodes, deleteEndedSessions, deleteEndedVerifications } from "./store.ts";

/** As long as share links are kept after their end. */
const endedKeysKeptDays = 30;

/** Deletes what has ended; each statement states its condition again, so any number may run at once. */
export async function sweepAuth(deps: { readonly db: Db }): Promise<{
  readonly sessions: number;
  readonly verifications: number;
  readonly deviceCodes: number;
  readonly pairingCodes: number;
  readonly failures: number;
  readonly apiKeys: number;
}> {
  return await deps.db.system("auth.sweep", async (tx) => ({
    sessions: await deleteEndedSessions(tx),
    verifications: await deleteEndedVerifications(tx),
    deviceCodes: await deleteEndedDeviceCodes(tx),
    pairingCodes: await deleteEndedPairings(tx),
    failures: await deleteOldFailures(tx, lockRule.windowMs + lockRule.lockMs),
    apiKeys: await deleteEndedKeys(tx, endedKeysKeptDays),
  }));
}

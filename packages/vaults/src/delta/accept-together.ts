import type { SqlRunner } from "@homeport/db";
import { gathered } from "../gathered.ts";
import {
  type Acceptance,
  type Accepted,
  acceptDelta,
  acceptDeltas,
  printShape,
} from "./accept-store.ts";

/** Acceptances of one statement: so many bring its own cost, and that of its commit, near to nothing. */
const most = 16;
/** Larger ones are stored by themselves, so that nobody waits for what they bring. */
const largeBytes = 64 * 1_024;

const together = gathered(acceptDeltas, most, printShape);

/**
 * Stores an acceptance by one statement with those of other vaults that come at the same time. Where its vault's row, or its
 * signer's time, is held by somebody else, it waits for that by a statement of its own.
 */
export async function acceptTogether(sql: SqlRunner, acceptance: Acceptance): Promise<Accepted> {
  if (bytesOf(acceptance) > largeBytes) return await acceptDelta(sql, acceptance);
  const { isHeld, ...accepted } = await together(sql, acceptance);
  if (!isHeld) return accepted;
  const hasClock = acceptance.hasClock || accepted.isClocked;
  const alone = await acceptDelta(sql, { ...acceptance, hasClock });
  return { ...alone, isClocked: accepted.isClocked || alone.isClocked };
}

function bytesOf({ prepared }: Acceptance): number {
  return prepared.payload.length + prepared.next.stateBytes.length;
}

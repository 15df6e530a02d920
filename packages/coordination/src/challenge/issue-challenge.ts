import { newToken, type Random, sha256 } from "@homeport/platform";
import type { SqlPort } from "../sql-port.ts";
import { insertChallenge, lockPrincipal, trimChallenges } from "./store.ts";

export interface IssuedChallenge {
  /** 32 random bytes, base64url. Only their SHA-256 is stored. */
  readonly challenge: string;
  readonly expiresAtMs: number;
}

export interface IssueChallengeInput {
  /** What the challenge is for; the same bytes in another realm are another challenge. */
  readonly realm: string;
  readonly principal: string;
  /** What the consumer gets back; ids and facts, never a secret. */
  readonly payload: unknown;
  /** False answers alike and stores nothing, so a stranger cannot tell which principals exist. */
  readonly known?: boolean;
  /** By the database's clock; 300 s unless told otherwise. */
  readonly lifeMs?: number;
}

const defaultLifeMs = 300_000;
const maxOutstanding = 8;

/** Issues a challenge. At most 8 are outstanding for a principal: the oldest go. */
export async function issueChallenge<Tx>(
  deps: { sql: SqlPort<Tx>; random: Random },
  input: IssueChallengeInput,
): Promise<IssuedChallenge> {
  const challenge = newToken(deps.random);
  const digest = sha256(challenge);
  return deps.sql.transaction("challenge.issue", async (transaction) => {
    const tx = deps.sql.within(transaction);
    await lockPrincipal(tx, input);
    await trimChallenges(tx, input, maxOutstanding - 1);
    const stored = await insertChallenge(tx, {
      realm: input.realm,
      principal: input.principal,
      payload: input.payload,
      digest,
      lifeMs: input.lifeMs ?? defaultLifeMs,
      store: input.known ?? true,
    });
    return { challenge, ...stored };
  });
}

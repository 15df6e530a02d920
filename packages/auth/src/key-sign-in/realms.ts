import type { Db, Tx } from "@homeport/db";
import type { Actor } from "@homeport/platform";
import { z } from "zod";
import { isSignedBy, keyIdSchema } from "../operator/key-id.ts";
import { readOperatorKey } from "../operator/read-operator.ts";
import { lockLiveKey } from "../operator/store.ts";
import { operatorRealm, signerRealm } from "./deps.ts";

/** Whose keys sign in, and what is asked of them. */
export interface KeyRealm {
  readonly name: typeof operatorRealm | typeof signerRealm;
  readonly keyId: z.ZodType<string>;
  /** Whether anybody here is known by this key. */
  isKnown(keyId: string): Promise<boolean>;
  isSignedBy(keyId: string, message: string, signature: string): boolean;
  /** Whether the key may be admitted, held for the transaction. */
  lockKnown(tx: Tx, keyId: string): Promise<boolean>;
  actorOf(keyId: string): Actor;
}

/** Who signs for vaults, as the domain of vaults knows them. */
export interface SignerDirectory {
  isSigner(signerId: string): Promise<boolean>;
  isSignedBy(signerId: string, message: string, signature: string): boolean;
}

/** How the keys of each realm are named. */
export const keyIdOf = {
  operator: keyIdSchema,
  signer: z.string().regex(/^(?:ed25519:[0-9a-f]{64}|eth:0x[0-9a-f]{40})$/),
} as const;

/** Operators by their keys. */
export function operatorKeys(db: Db): KeyRealm {
  return {
    ...{ name: operatorRealm, keyId: keyIdOf.operator, isSignedBy, lockKnown: lockLiveKey },
    isKnown: async (keyId) => (await readOperatorKey(db.orm, keyId)) !== null,
    actorOf: (keyId) => ({ kind: "operator-key", keyId }),
  };
}

/**
 * Signers of vaults, devices and wallets. What a session of theirs opens is asked of each vault on each request, so who
 * is no signer any more gains nothing by one.
 */
export function signerKeys(signers: SignerDirectory): KeyRealm {
  return {
    ...{ name: signerRealm, keyId: keyIdOf.signer },
    isKnown: (keyId) => signers.isSigner(keyId),
    isSignedBy: (keyId, message, signature) => signers.isSignedBy(keyId, message, signature),
    // A challenge is kept only for a signer, and each vault is asked about each request.
    lockKnown: async () => true,
    actorOf: () => ({ kind: "anonymous" }),
  };
}

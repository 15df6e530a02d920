import type { SignerDirectory } from "@homeport/auth";
import { isSigner, type VaultsDeps } from "@homeport/vaults";
import { verifySignature } from "@homeport/vaults/core";

/** The signers of vaults, for signing in by key. */
export function signerDirectory(vaults: Pick<VaultsDeps, "db" | "primitives">): SignerDirectory {
  return {
    isSigner: (signerId) => isSigner(vaults, { signerId }),
    isSignedBy: (signerId, message, signature) =>
      verifySignature(vaults.primitives, signerId, message, signature),
  };
}

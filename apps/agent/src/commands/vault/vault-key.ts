import { stat } from "node:fs/promises";
import { createDeviceJwk, jwkSigner, type VaultSigner } from "@homeport/client/vault";
import { z } from "zod";
import { AgentError } from "../../errors.ts";
import { readFileIfThere, writePrivateFile } from "../../state/private-file.ts";

const part = z.string().regex(/^[\w-]{43}$/);
const jwkSchema = z.object({ kty: z.literal("OKP"), crv: z.literal("Ed25519"), x: part, d: part });

/**
 * The signer whose key a file holds, as a JSON Web Key. A key that other users can read is refused: whoever has it signs
 * for its owner. Throws VAULT_KEY_MISSING, VAULT_KEY_EXPOSED, VAULT_KEY_DAMAGED.
 */
export async function readVaultKey(file: string): Promise<VaultSigner> {
  const text = await readFileIfThere(file);
  if (text === null) throw new AgentError("VAULT_KEY_MISSING", { detail: file });
  const { mode } = await stat(file);
  if ((mode & 0o077) !== 0) {
    throw new AgentError("VAULT_KEY_EXPOSED", { detail: file, remedy: `Run: chmod 600 '${file}'` });
  }
  try {
    return await jwkSigner(jwkSchema.parse(JSON.parse(text)));
  } catch (cause) {
    throw new AgentError("VAULT_KEY_DAMAGED", { detail: file, cause });
  }
}

/** Makes a key where there is none; it is on disk before anybody hears of it. */
export async function createVaultKey(file: string): Promise<VaultSigner> {
  if ((await readFileIfThere(file)) !== null) {
    throw new AgentError("VAULT_KEY_THERE", { detail: file });
  }
  const jwk = await createDeviceJwk();
  await writePrivateFile(file, `${JSON.stringify(jwk)}\n`);
  return await jwkSigner(jwk);
}

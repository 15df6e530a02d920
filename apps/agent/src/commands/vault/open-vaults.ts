import { join } from "node:path";
import {
  createVaultClient,
  Refusal,
  type Vault,
  type VaultClient,
  VaultClientError,
  VaultIntegrityError,
} from "@homeport/client/vault";
import { filePins } from "@homeport/client/vault/node";
import { AgentError } from "../../errors.ts";
import { type CommandContext, chooseWebUrl, findToken } from "../context.ts";
import type { ConsoleOptions } from "../signed-in.ts";
import { readVaultKey } from "./vault-key.ts";

export interface VaultOptions extends ConsoleOptions {
  /** Holds the key of the signer; the usual one unless told. */
  readonly keyFile?: string;
}

/** Where a signer's key is kept unless somebody says otherwise. */
export function usualKeyFile(ctx: CommandContext): string {
  return join(ctx.folder.root, "vault-key.json");
}

/** Runs a call as a signer; what fails of it is the command's own failure. */
export async function withVaults<T>(
  ctx: CommandContext,
  options: VaultOptions,
  call: (client: VaultClient) => Promise<T>,
): Promise<T> {
  const signer = await readVaultKey(options.keyFile ?? usualKeyFile(ctx));
  const webUrl = await chooseWebUrl(ctx, options.url);
  const token = await findToken(ctx, webUrl);
  const client = createVaultClient({
    ...{ baseUrl: webUrl, signer, pins: filePins(join(ctx.folder.root, "vault-pins")) },
    ...(token === null ? {} : { token }),
    ...(options.org === undefined ? {} : { organization: options.org }),
  });
  try {
    return await call(client);
  } catch (error) {
    throw toAgentError(error, webUrl);
  }
}

/** The same of one vault, followed to where it is now. */
export function withVault<T>(
  ctx: CommandContext,
  vaultId: string,
  options: VaultOptions,
  call: (vault: Vault) => Promise<T>,
): Promise<T> {
  return withVaults(ctx, options, async (client) => call(await client.openVault(vaultId)));
}

function toAgentError(cause: unknown, webUrl: string): unknown {
  if (cause instanceof VaultIntegrityError) {
    return new AgentError("VAULT_BROKEN", { detail: `${cause.check} at ${cause.at}`, cause });
  }
  if (cause instanceof Refusal) {
    return new AgentError("VAULT_REFUSED", { detail: detailOf(cause.code, cause.details), cause });
  }
  if (!(cause instanceof VaultClientError)) return cause;
  if (cause.code === "UNREACHABLE") {
    return new AgentError("CONSOLE_UNREACHABLE", { detail: webUrl, cause });
  }
  const detail = detailOf(`${cause.code}: ${cause.message}`, cause.details);
  return new AgentError("VAULT_REFUSED", { detail, cause });
}

function detailOf(what: string, details: object): string {
  return Object.keys(details).length === 0 ? what : `${what} ${JSON.stringify(details)}`;
}

import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { ExportInvalidError, readLines, verifyExport } from "@homeport/client/vault";
import { AgentError } from "../../errors.ts";
import type { CommandContext } from "../context.ts";
import { type VaultOptions, withVault } from "./open-vaults.ts";

/** `homeport vault export`: the whole history on stdout, a line each. */
export async function exportVault(
  ctx: CommandContext,
  vaultId: string,
  options: VaultOptions,
): Promise<void> {
  await withVault(ctx, vaultId, options, async (vault) => {
    await pipeline(await vault.export(), process.stdout, { end: false });
  });
}

/** `homeport vault verify`: whether an export holds, without asking any server. */
export async function verifyFile(
  ctx: Pick<CommandContext, "output">,
  file: string,
  { key }: { readonly key?: string },
): Promise<void> {
  try {
    const lines = readLines(createReadStream(file));
    const result = await verifyExport(lines, key === undefined ? {} : { serverKey: key });
    const { vaultId, nonce, commitment, acknowledgements, serverKey } = result;
    const text = [
      `${vaultId} holds: nonce ${nonce}  ${commitment}`,
      `${acknowledgements} acknowledgements, by a server whose first key is ${serverKey}`,
    ];
    ctx.output.result(result, text.join("\n"));
  } catch (cause) {
    if (cause instanceof ExportInvalidError) {
      throw new AgentError("EXPORT_INVALID", { detail: cause.message, cause });
    }
    throw new AgentError("VAULT_FILE_UNREADABLE", { detail: file, cause });
  }
}

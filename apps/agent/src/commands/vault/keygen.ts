import type { CommandContext } from "../context.ts";
import { usualKeyFile } from "./open-vaults.ts";
import { createVaultKey } from "./vault-key.ts";

/** `homeport vault keygen`: a new key of this device, in a file that its owner alone can read. */
export async function keygen(ctx: CommandContext, { out }: { out?: string }): Promise<void> {
  const file = out ?? usualKeyFile(ctx);
  const { id } = await createVaultKey(file);
  ctx.output.result({ signerId: id, file }, `${id}\nkept in ${file}`);
}

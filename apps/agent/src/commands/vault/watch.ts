import type { CommandContext } from "../context.ts";
import type { Shutdown } from "../shutdown.ts";
import { type VaultOptions, withVault } from "./open-vaults.ts";

export interface WatchOptions extends VaultOptions {
  readonly after?: number;
}

/** `homeport vault watch`: what happens to a vault, as it happens, each time followed and checked, until Ctrl-C. */
export async function watchVault(
  ctx: CommandContext,
  vaultId: string,
  { after, ...options }: WatchOptions,
  shutdown: Shutdown,
): Promise<void> {
  const stop = new AbortController();
  void shutdown.asked.then(() => stop.abort());
  await withVault(ctx, vaultId, options, async (vault) => {
    const from = after === undefined ? {} : { after };
    for await (const { seq, type, data } of vault.watch({ ...from, signal: stop.signal })) {
      await vault.sync();
      const event = { seq, type, data, head: vault.head };
      ctx.output.record(JSON.stringify(event), `${seq}  ${type}  nonce ${vault.head.nonce}`);
    }
  });
}

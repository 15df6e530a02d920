import type { VaultsDeps } from "./context.ts";

/** Says that a vault has changed; who waits for its events reads them now. Nobody waits for the announcement. */
export function announceVault({ feed }: Pick<VaultsDeps, "feed">, vaultId: string): void {
  void feed.announce("vault", vaultId);
}

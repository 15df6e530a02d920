import type { VaultsDeps } from "../context.ts";

/**
 * Throws for a state that is not the one whose hash is kept beside it: nothing is shown of it, and nothing rests on it. What
 * was kept is damaged, which is nobody's doing who asks.
 */
export function requireWhole(
  { primitives, events }: Pick<VaultsDeps, "primitives" | "events">,
  vaultId: string,
  { bytes, sha256 }: { readonly bytes: Uint8Array; readonly sha256: Uint8Array },
): void {
  if (Buffer.from(primitives.sha256(bytes)).equals(sha256)) return;
  events.integrityFailed({ vaultId, part: "state", detail: "the state's hash is another" });
  throw new Error("a stored state is damaged");
}

import type { LiveTunnel, TunnelPlace } from "./live-tunnel.ts";

export type Placement =
  | { readonly kind: "accept"; readonly replaces: readonly LiveTunnel[] }
  /** A newer run, or a newer attempt for this slot, is live. */
  | { readonly kind: "superseded" };

/**
 * Where a tunnel stands among its host's live ones. Newest wins: a higher run replaces every tunnel of an
 * older one, a higher epoch the tunnel of its own slot. Tunnels of one run in other slots live side by side.
 */
export function placeTunnel(live: readonly LiveTunnel[], candidate: TunnelPlace): Placement {
  const replaces: LiveTunnel[] = [];
  for (const tunnel of live) {
    if (tunnel.run > candidate.run) return { kind: "superseded" };
    if (tunnel.run < candidate.run) replaces.push(tunnel);
    else if (tunnel.slot === candidate.slot) {
      if (tunnel.epoch >= candidate.epoch) return { kind: "superseded" };
      replaces.push(tunnel);
    }
  }
  return { kind: "accept", replaces };
}

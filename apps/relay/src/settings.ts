import type { TrustedProxies } from "@homeport/platform";
import type { AccessLog } from "./events.ts";
import type { FlySettings } from "./fly/fly-replay.ts";

/** What one relay is told to be. */
export interface RelaySettings {
  /** Its name in the directory; unique among live relays. */
  readonly relayId: string;
  /** New at each start. */
  readonly boot: string;
  /** Where other relays dial their links; written into its lease. */
  readonly internalUrl: string;
  readonly appsUrl: URL;
  readonly webUrl: URL;
  readonly trustedProxies: TrustedProxies;
  /** Whom the gate listener answers. */
  readonly gateProxies: TrustedProxies;
  /** By what they show that they are proxies of this installation. */
  readonly gateSecret: string | undefined;
  readonly accessLog: AccessLog;
  readonly minAgentVersion: string;
  readonly pingMs: number;
  readonly budgetBytes: number;
  /** The most relays that there will ever be, this one among them; limits are divided by it. */
  readonly maxReplicas: number;
  readonly drainDelayMs: number;
  readonly drainDeadlineMs: number;
  readonly adminSecret: string | undefined;
  /** Of links between relays: what the peer listener shows, and whom this relay trusts when it dials. */
  readonly peerTls:
    | {
        readonly server: { readonly cert: Buffer; readonly key: Buffer } | undefined;
        readonly ca: Buffer | undefined;
      }
    | undefined;
  /** Address of this very relay, told to agents that look for another one. */
  readonly publicUrl: string | undefined;
  /** Set on Fly alone. */
  readonly fly: FlySettings | undefined;
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | undefined;
}

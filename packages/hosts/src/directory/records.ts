import { z } from "zod";

const safeCount = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);

export const tunnelWires = ["websocket", "raw"] as const;
export type TunnelWire = (typeof tunnelWires)[number];

/** The lease of one relay process: `boot` differs with every start of it. */
export const relayLeaseSchema = z.object({
  boot: z.string().min(1).max(64),
  internalUrl: z.string().min(1).max(512),
  publicUrl: z.string().min(1).max(512).optional(),
  flyMachineId: z.string().min(1).max(128).optional(),
  draining: z.boolean(),
  startedAtMs: safeCount,
});
export type RelayLease = z.infer<typeof relayLeaseSchema>;

/** One live tunnel of a host; the host, the relay and the epoch are in its key. */
export const tunnelRecordSchema = z.object({
  boot: z.string().min(1).max(64),
  run: safeCount,
  slot: z.number().int().min(0).max(15),
  wire: z.enum(tunnelWires),
  connectedAtMs: safeCount,
  /** Least round trip as of the last refresh; absent before the first answer to a ping. */
  rttMs: z.number().nonnegative().max(600_000).optional(),
  agentVersion: z.string().max(64),
  draining: z.boolean(),
});
export type TunnelRecord = z.infer<typeof tunnelRecordSchema>;

/** What names a tunnel everywhere: an epoch is never used twice by one host. */
export interface TunnelName {
  readonly hostId: string;
  readonly relayId: string;
  readonly epoch: number;
}

/** A tunnel as its relay publishes it. */
export interface OwnTunnel extends TunnelName {
  readonly record: TunnelRecord;
}

/** A tunnel that counts: its record and its relay's lease carry the same boot. */
export interface TunnelOwner extends OwnTunnel {
  readonly relay: RelayLease;
}

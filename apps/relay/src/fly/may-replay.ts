import type { KnownOwners } from "@homeport/hosts";
import type { RequestFraming } from "../transport/request-head.ts";

/** What of a request decides whether the platform's proxy may send it a second time, to another machine. */
export interface ReplayFacts {
  readonly upgrade: boolean;
  readonly framing: RequestFraming;
  /** It has been replayed already. */
  readonly replayed: boolean;
}

/** The proxy keeps no more of a body than this. */
export const maxReplayBytes = 1_000_000;

/**
 * Whether a request is one that the proxy can repeat: it neither changes protocols nor streams a body of unknown
 * length, it fits, and it comes from a visitor and not from another relay. Pure.
 */
export function mayReplay({ upgrade, framing, replayed }: ReplayFacts): boolean {
  if (upgrade || replayed || framing.kind === "chunked") return false;
  return framing.kind === "none" || framing.bytes <= maxReplayBytes;
}

/**
 * The machine of a relay that holds the host's tunnel; null when the directory is not sure of it, or none of its owners
 * says on which machine it runs. Pure.
 */
export function machineOfOwner(
  { owners, standing }: KnownOwners,
  own: { readonly relayId: string; readonly machineId: string },
): string | null {
  if (standing !== "fresh") return null;
  for (const { relayId, relay, record } of owners) {
    if (relayId === own.relayId || relay.draining || record.draining) continue;
    if (relay.flyMachineId !== undefined && relay.flyMachineId !== own.machineId) {
      return relay.flyMachineId;
    }
  }
  return null;
}

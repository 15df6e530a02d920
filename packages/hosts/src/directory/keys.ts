import type { TunnelName } from "./records.ts";

const prefix = "homeport";

/** Every Redis key of the directory is spelled here. Hash tags keep one host's keys together. */
export const directoryKeys = {
  born: `${prefix}:directory:born`,
  relays: `${prefix}:relays`,
  relayPrefix: `${prefix}:relay:`,
  relay: (relayId: string) => `${prefix}:relay:${relayId}`,
  host: (hostId: string) => `${prefix}:host:{${hostId}}`,
  tunnelPrefix: (hostId: string) => `${prefix}:tunnel:{${hostId}}:`,
  tunnel: (name: TunnelName) => `${prefix}:tunnel:{${name.hostId}}:${tunnelMember(name)}`,
};

/** What the set of a host holds for one of its tunnels. */
export function tunnelMember(name: Pick<TunnelName, "relayId" | "epoch">): string {
  return `${name.relayId}:${name.epoch}`;
}

/** The inverse of `tunnelMember`; a relay id may itself hold colons. Null for what is none. */
export function parseTunnelMember(member: string): { relayId: string; epoch: number } | null {
  const parts = /^(.+):(\d{1,16})$/.exec(member);
  const epoch = Number(parts?.[2]);
  if (parts?.[1] === undefined || !Number.isSafeInteger(epoch)) return null;
  return { relayId: parts[1], epoch };
}

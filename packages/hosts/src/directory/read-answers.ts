import type { z } from "zod";
import { parseTunnelMember } from "./keys.ts";
import {
  type RelayLease,
  relayLeaseSchema,
  type TunnelOwner,
  tunnelRecordSchema,
} from "./records.ts";

/** Reads JSON of the store; null, and `malformed` called, for what is not one of ours. */
function readValue<T>(schema: z.ZodType<T>, text: string, malformed: () => void): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {
    // Not JSON is one more way of being malformed.
  }
  malformed();
  return null;
}

/**
 * The owners in one answer of the lookup script, by host. An owner counts only while its record and its
 * relay's lease carry the same boot, so the tunnels of a killed relay lapse together with its lease.
 */
export function readOwners(
  hostIds: readonly string[],
  answer: readonly unknown[],
  malformed: () => void,
): Map<string, TunnelOwner[]> {
  const owners = new Map<string, TunnelOwner[]>();
  for (let index = 0; index + 3 < answer.length; index += 4) {
    const [place, member, record, lease] = answer.slice(index, index + 4);
    const hostId = hostIds[Number(place) - 1];
    if (hostId === undefined) continue;
    const owner = readOwner(hostId, String(member), String(record), String(lease), malformed);
    if (owner !== null) owners.set(hostId, [...(owners.get(hostId) ?? []), owner]);
  }
  for (const list of owners.values()) list.sort(newestFirst);
  return owners;
}

function readOwner(
  hostId: string,
  member: string,
  recordText: string,
  leaseText: string,
  malformed: () => void,
): TunnelOwner | null {
  if (leaseText === "") return null;
  const name = parseTunnelMember(member);
  if (name === null) {
    malformed();
    return null;
  }
  const record = readValue(tunnelRecordSchema, recordText, malformed);
  const relay = readValue(relayLeaseSchema, leaseText, malformed);
  if (record === null || relay === null || record.boot !== relay.boot) return null;
  return { hostId, ...name, record, relay };
}

function newestFirst(left: TunnelOwner, right: TunnelOwner): number {
  return right.record.run - left.record.run || right.epoch - left.epoch;
}

/** The relays in one answer of the list script. */
export function readRelays(
  answer: readonly unknown[],
  malformed: () => void,
): { relayId: string; lease: RelayLease }[] {
  const relays: { relayId: string; lease: RelayLease }[] = [];
  for (let index = 0; index + 1 < answer.length; index += 2) {
    const lease = readValue(relayLeaseSchema, String(answer[index + 1]), malformed);
    if (lease !== null) relays.push({ relayId: String(answer[index]), lease });
  }
  return relays.sort((left, right) => (left.relayId < right.relayId ? -1 : 1));
}

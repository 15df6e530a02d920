import type { TunnelOwner } from "../directory/records.ts";
import { HostsError } from "../errors.ts";
import type { PresenceDeps, ReconcileDeps } from "./deps.ts";
import { createPresenceEvents } from "./events.ts";
import { findPresence, type PresenceChange, type PresenceRow, writePresence } from "./store.ts";

export interface ReconcileOptions {
  readonly pageSize?: number;
  /** A directory younger than this may still be filling up. */
  readonly newbornMs?: number;
  readonly signal?: AbortSignal;
}

export interface Reconciled {
  hosts: number;
  turnedOn: number;
  turnedOff: number;
  /** False while the directory was away or newly born: then nobody was turned off. */
  trusted: boolean;
}

const defaultPageSize = 1_000;
const defaultNewbornMs = 60_000;

/**
 * Sets every active host as the directory says, in both directions. Absence is believed only of a directory that
 * answers and is older than a minute: one that was emptied needs that long until all relays have republished.
 */
export async function reconcilePresence(
  deps: ReconcileDeps,
  options: ReconcileOptions = {},
): Promise<Reconciled> {
  const { pageSize = defaultPageSize, newbornMs = defaultNewbornMs, signal } = options;
  const total: Reconciled = { hosts: 0, turnedOn: 0, turnedOff: 0, trusted: true };
  let afterId: string | null = null;
  for (;;) {
    signal?.throwIfAborted();
    const rows: PresenceRow[] = await findPresence(deps.db.orm, afterId, pageSize);
    const last = rows.at(-1);
    if (last === undefined) break;
    const view = await askDirectory(deps, rows, newbornMs);
    if (view === null) return { ...total, trusted: false };
    const changes = rows.flatMap((row) => differences(row, view.owners, view.trusted));
    const turned = await write(deps, changes);
    total.hosts += rows.length;
    total.turnedOn += turned.filter((host) => host.online).length;
    total.turnedOff += turned.filter((host) => !host.online).length;
    total.trusted &&= view.trusted;
    afterId = last.hostId;
  }
  createPresenceEvents(deps).drifted(total);
  return total;
}

interface DirectoryView {
  readonly owners: ReadonlyMap<string, readonly TunnelOwner[]>;
  readonly trusted: boolean;
}

/** Its age is read after the owners: a directory that was emptied in between then counts as newly born. */
async function askDirectory(
  deps: PresenceDeps,
  rows: readonly PresenceRow[],
  newbornMs: number,
): Promise<DirectoryView | null> {
  try {
    const owners = await deps.directory.lookup(rows.map((row) => row.hostId));
    return { owners, trusted: (await deps.directory.readAgeMs()) >= newbornMs };
  } catch (error) {
    if (error instanceof HostsError && error.code === "DIRECTORY_UNAVAILABLE") return null;
    throw error;
  }
}

function differences(
  row: PresenceRow,
  owners: DirectoryView["owners"],
  trusted: boolean,
): PresenceChange[] {
  const { hostId } = row;
  const held = owners.get(hostId) ?? [];
  const newest = held[0];
  if (newest !== undefined) {
    const relayIds = [...new Set(held.map((owner) => owner.relayId))];
    if (row.online === true && sameSet(relayIds, row.relayIds ?? [])) return [];
    const { run } = newest.record;
    return [
      {
        hostId,
        online: true,
        relayIds,
        run,
        epoch: newest.epoch,
        reason: null,
        epochs: knownEpochs(row),
      },
    ];
  }
  if (row.online !== true || !trusted) return [];
  const { run, epoch } = row;
  return [
    {
      hostId,
      online: false,
      relayIds: [],
      run: run ?? 0,
      epoch: epoch ?? 0,
      reason: "CONNECTION_LOST",
      epochs: knownEpochs(row),
    },
  ];
}

/** The change applies to the row as it was read; whatever a relay has reported since is newer. */
function knownEpochs(row: PresenceRow): number[] {
  return row.epoch === null ? [] : [row.epoch];
}

function sameSet(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((item) => right.includes(item));
}

async function write(
  deps: PresenceDeps,
  changes: readonly PresenceChange[],
): Promise<{ hostId: string; online: boolean }[]> {
  if (changes.length === 0) return [];
  return await deps.db.system("presence.reconcile", (tx) => writePresence(tx, changes));
}

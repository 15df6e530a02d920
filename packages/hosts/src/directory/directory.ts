import { gather, type RedisLink } from "@homeport/coordination";
import type { Metrics } from "@homeport/platform";
import { z } from "zod";
import { HostsError } from "../errors.ts";
import { createDirectoryEvents } from "./events.ts";
import { directoryKeys, tunnelMember } from "./keys.ts";
import { readOwners, readRelays } from "./read-answers.ts";
import type { OwnTunnel, RelayLease, TunnelName, TunnelOwner } from "./records.ts";
import { createScriptReader, type DirectoryScript } from "./scripts.ts";

export interface DirectoryOptions {
  /** The link's command deadline is this directory's. */
  readonly redis: Pick<RedisLink, "runScript">;
  readonly metrics: Metrics;
  readonly relayLeaseMs?: number;
  readonly tunnelKeyMs?: number;
  readonly hostSetMs?: number;
}

/**
 * Who holds the tunnels of which host, in Redis: this package is its only reader and writer. Nothing is ever
 * swept; keys lapse by the store's clock and are renewed by the relay that serves the tunnel. Every method
 * throws DIRECTORY_UNAVAILABLE when Redis does not answer.
 */
export interface Directory {
  /** Writes the lease of a relay that starts, over an older one of the same id. Lives 15 s; renew every 5 s. */
  publishRelay(input: { relayId: string; lease: RelayLease }): Promise<void>;
  /**
   * Renews the lease. `taken`: another process uses this relay id. `anew`: there was none, so the store may
   * have lost the tunnels, too.
   */
  renewRelay(input: { relayId: string; lease: RelayLease }): Promise<"held" | "taken" | "anew">;
  publishTunnel(tunnel: OwnTunnel): Promise<void>;
  /**
   * Renews all tunnels of a relay (every 15 s; a key lives 45 s) and re-creates what is missing. Takes 500 at a time, so
   * that what is said of thousands never lies in memory together.
   */
  refresh(tunnels: Iterable<OwnTunnel>): Promise<void>;
  /** Owners of each host, newest run and epoch first; a host without any is absent. */
  lookup(hostIds: readonly string[]): Promise<ReadonlyMap<string, readonly TunnelOwner[]>>;
  /** Removes a tunnel if it still carries this boot; answers whether it did. */
  remove(input: TunnelName & { boot: string }): Promise<boolean>;
  /** Removes a relay's lease if it still carries this boot; its tunnels stop counting at once. */
  removeRelay(input: { relayId: string; boot: string }): Promise<boolean>;
  /** Relays with a lease, by id. */
  listRelays(): Promise<readonly { relayId: string; lease: RelayLease }[]>;
  /** Ms since this store was first used, by its own clock. */
  readAgeMs(): Promise<number>;
}

const defaults = { relayLeaseMs: 15_000, tunnelKeyMs: 45_000, hostSetMs: 90_000 };
/** Tunnels a script writes at once: about a millisecond of Redis. */
const refreshChunk = 500;
/** Hosts a script reads at once; each costs a few reads. */
const lookupChunk = 250;

const answerList = z.array(z.union([z.string(), z.number()]));

export function openDirectory(options: DirectoryOptions): Directory {
  const { relayLeaseMs, tunnelKeyMs, hostSetMs } = { ...defaults, ...options };
  const events = createDirectoryEvents(options.metrics);
  const readScript = createScriptReader();

  async function run(
    name: DirectoryScript,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<unknown> {
    events.tried(name);
    try {
      return await options.redis.runScript(readScript(name), keys, args);
    } catch (error) {
      events.failed(name);
      throw new HostsError("DIRECTORY_UNAVAILABLE", { cause: error });
    }
  }

  async function writeTunnels(tunnels: readonly OwnTunnel[]): Promise<void> {
    const keys = tunnels.flatMap((one) => [
      directoryKeys.tunnel(one),
      directoryKeys.host(one.hostId),
    ]);
    const values = tunnels.flatMap((one) => [JSON.stringify(one.record), tunnelMember(one)]);
    await run(
      "publish-tunnels",
      [directoryKeys.born, ...keys],
      [tunnelKeyMs, hostSetMs, ...values],
    );
  }

  async function lookupChunkOf(hostIds: readonly string[]): Promise<Map<string, TunnelOwner[]>> {
    const answer = await run("lookup", hostIds.map(directoryKeys.host), [
      directoryKeys.relayPrefix,
      ...hostIds.map(directoryKeys.tunnelPrefix),
    ]);
    return readOwners(hostIds, answerList.parse(answer), events.malformed);
  }

  function relayKeys(relayId: string): string[] {
    return [directoryKeys.relay(relayId), directoryKeys.relays, directoryKeys.born];
  }

  return {
    async publishRelay({ relayId, lease }) {
      await run("publish-relay", relayKeys(relayId), [
        JSON.stringify(lease),
        relayLeaseMs,
        relayId,
      ]);
    },
    async renewRelay({ relayId, lease }) {
      const args = [JSON.stringify(lease), relayLeaseMs, relayId, lease.boot];
      const answer = await run("renew-relay", relayKeys(relayId), args);
      if (answer === 0) return "taken";
      return answer === 1 ? "held" : "anew";
    },
    publishTunnel: gather<OwnTunnel, void>({
      most: refreshChunk,
      async run(tunnels) {
        await writeTunnels(tunnels);
        return [];
      },
    }),
    async refresh(tunnels) {
      let chunk: OwnTunnel[] = [];
      for (const one of tunnels) {
        chunk.push(one);
        if (chunk.length < refreshChunk) continue;
        await writeTunnels(chunk);
        chunk = [];
      }
      if (chunk.length > 0) await writeTunnels(chunk);
    },
    async lookup(hostIds) {
      const found: [string, TunnelOwner[]][] = [];
      for (const chunk of chunksOf(hostIds, lookupChunk))
        found.push(...(await lookupChunkOf(chunk)));
      return new Map(found);
    },
    async remove(tunnel) {
      const keys = [directoryKeys.tunnel(tunnel), directoryKeys.host(tunnel.hostId)];
      return (await run("remove-tunnel", keys, [tunnel.boot, tunnelMember(tunnel)])) === 1;
    },
    async removeRelay({ relayId, boot }) {
      const keys = [directoryKeys.relay(relayId), directoryKeys.relays];
      return (await run("remove-relay", keys, [boot, relayId])) === 1;
    },
    async listRelays() {
      const answer = await run("list-relays", [directoryKeys.relays], [directoryKeys.relayPrefix]);
      return readRelays(answerList.parse(answer), events.malformed);
    },
    async readAgeMs() {
      return z.number().parse(await run("read-age", [directoryKeys.born], []));
    },
  };
}

function* chunksOf<T>(items: readonly T[], count: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += count) yield items.slice(start, start + count);
}

import type { Fleet } from "../fleet.ts";
import { describeRecords, judgeLoad, type Loss } from "../load/findings.ts";
import type { RelayReplica } from "../replica/relay-replica.ts";
import { forwardingOff, type Scenario } from "../scenario/scenario.ts";
import { startLoad } from "../scenario/start-load.ts";
import { awaitOnline, readOnline } from "../seed/read-online.ts";

/** What happens to a fleet, turn by turn, and what died of it. */
const troubles = {
  async drain({ turn, relays }: Trouble): Promise<null> {
    await relayAt(relays, turn).restart();
    return null;
  },
  async kill({ turn, relays }: Trouble): Promise<Loss> {
    const dying = relayAt(relays, turn);
    const atMs = performance.now();
    await dying.kill("SIGKILL");
    const untilMs = performance.now();
    await dying.start();
    return { relayId: dying.relayId, atMs, untilMs };
  },
  async flush({ seeder }: Trouble): Promise<null> {
    await seeder.redis.flushall();
    return null;
  },
  async "redis-restart"({ redis }: Trouble): Promise<null> {
    await redis.stop("kill");
    await redis.start();
    return null;
  },
} satisfies Record<string, (trouble: Trouble) => Promise<Loss | null>>;

type TroubleKind = keyof typeof troubles;
type Trouble = Pick<Fleet, "relays" | "redis" | "seeder"> & { readonly turn: number };

const kinds: readonly TroubleKind[] = ["drain", "kill", "flush", "redis-restart"];
const calmMs = 1_000;

interface Tally {
  turns: number;
  requests: number;
  readonly lost: string[];
}

export const churn: Scenario = {
  name: "churn",
  about:
    "For as long as it is told, relays are drained and killed, and Redis is emptied and killed, turn by turn.",
  fault: "relays do not reach each other, and every host is at one of them only",
  full: { hosts: 20, perSecond: 100, seconds: 3_600 },
  small: { hosts: 4, perSecond: 40, seconds: 12 },
  async run({ size, hasFault, notes, open }) {
    const fleet = await open(hasFault ? { relayEnv: forwardingOff, tunnels: 1 } : {});
    const online = await awaitOnline(fleet.seeder);
    const tallies = new Map<TroubleKind, Tally>();
    const untilMs = performance.now() + size.seconds * 1_000;
    for (let turn = 0; turn < kinds.length || performance.now() < untilMs; turn += 1) {
      const kind = kinds[turn % kinds.length] ?? "drain";
      const tally = tallies.get(kind) ?? { turns: 0, requests: 0, lost: [] };
      tallies.set(kind, tally);
      const load = await startLoad(fleet, size);
      const loss = await troubles[kind]({ ...fleet, turn: Math.floor(turn / kinds.length) });
      await load.lasts(calmMs);
      await load.stop();
      const { records } = load;
      const found = judgeLoad(records, fleet.target.effects, loss ?? undefined);
      tally.turns += 1;
      tally.requests += records.length;
      if (found.lost.length > 0) tally.lost.push(`turn ${turn}: ${describeRecords(found.lost)}`);
      for (const id of found.doubled) tally.lost.push(`turn ${turn}: ${id} happened twice`);
      for (const id of found.missing) tally.lost.push(`turn ${turn}: ${id} never happened`);
      if (!hasFault) await fleet.whole(wholeWithinMs);
    }
    for (const [kind, { turns, requests, lost }] of tallies) {
      const found = lost.length > 0 ? lost.join("; ") : `${requests} requests in ${turns} turns`;
      notes.claim(`${kind}: nothing is lost that could be saved`, lost.length === 0, found);
    }
    const turned = online.turned(await readOnline(fleet.seeder));
    notes.claim("no host is shown offline", hasFault || turned.length === 0, turned.length);
  },
};

/** A relay finds out that the directory is empty when it renews its lease. */
const wholeWithinMs = 30_000;

/** Each in its turn, so that none is spared. */
function relayAt(relays: readonly RelayReplica[], turn: number): RelayReplica {
  const relay = relays[turn % relays.length];
  if (relay === undefined) throw new Error("the fleet is empty");
  return relay;
}

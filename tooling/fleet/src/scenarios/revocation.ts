import { setTimeout as sleep } from "node:timers/promises";
import type { Fleet } from "../fleet.ts";
import { type GuestVisits, openGuestVisits } from "../load/guest-visits.ts";
import type { Notes } from "../scenario/notes.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { seededChance } from "../scenario/seeded-chance.ts";
import { startLoad } from "../scenario/start-load.ts";
import { type Guest, type GuestKind, guestKinds } from "../seed/add-guests.ts";
import { appName } from "../seed/seed-hosts.ts";

/** Whoever is let in for longer than this is counted as let in for ever. */
const givenUpMs = 3_000;
const askEveryMs = 10;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const atOnce = 3;
/** Longer than anybody may believe what they know without a look at the change log. */
const frozenMs = 2_500;
/** One guest in so many holds a stream at one of the relays while the others ask. */
const streamEvery = 3;

/** What is there when something is revoked, and who is told. */
interface Weather {
  readonly name: string;
  readonly announces: boolean;
  /** What the 99th percentile has to keep. */
  readonly p99Ms: number;
  begin?(fleet: Fleet): Promise<void>;
  end?(fleet: Fleet): Promise<void>;
}

const weathers: readonly Weather[] = [
  { name: "with Redis", announces: true, p99Ms: 250 },
  { name: "who revoked died right after the commit", announces: false, p99Ms: 1_000 },
  {
    name: "Redis was emptied",
    announces: true,
    p99Ms: 1_000,
    begin: async ({ seeder }) => void (await seeder.redis.flushall()),
  },
  {
    name: "Redis is frozen",
    announces: true,
    p99Ms: 1_000,
    begin: async ({ redis }) => redis.freeze(),
    end: async ({ redis }) => redis.thaw(),
  },
  {
    name: "Redis is gone",
    announces: true,
    p99Ms: 1_000,
    begin: async ({ redis }) => redis.stop("kill"),
  },
];

export const revocation: Scenario = {
  name: "revocation",
  about:
    "Sessions, memberships, keys, links and rules are revoked in turn, under load, at three relays, one of them an hour ahead.",
  fault: "no row of the change log is written, and nobody is told",
  full: { hosts: 5, perSecond: 100, rounds: 50 },
  small: { hosts: 2, perSecond: 20, rounds: 3 },
  // Whoever is let in there is so by a session or a link that is over by its clock.
  plan: { clockOffsetsMs: [0, hourMs] },
  async run({ size, hasFault, notes, open }) {
    const fleet = await open();
    const { seeder } = fleet;
    await claimOffsets(fleet, notes);
    if (hasFault) await seeder.forgetChanges();
    const load = await startLoad(fleet, size);
    using visits = openGuestVisits(`${privateApp}.localhost`);
    const chance = seededChance(notes, "seed of the order");
    const [host] = fleet.seeded;
    if (host === undefined) throw new Error("a revocation needs a host");
    const app = { name: privateApp, target: fleet.target.url, level: "owner" } as const;
    const appId = await seeder.addApp(host, app);
    for (const weather of weathers.slice(0, hasFault ? 1 : weathers.length)) {
      const guests = await seeder.addGuests(host, appId, size.rounds);
      await letIn(fleet, visits, guests);
      await weather.begin?.(fleet);
      const announces = weather.announces && !hasFault;
      report(
        notes,
        weather,
        await revokeAll({ fleet, visits, announces }, shuffled(guests, chance)),
      );
      await weather.end?.(fleet);
    }
    await load.stop();
    const slept = await seeder.addGuests(host, appId, size.rounds);
    await letIn(fleet, visits, slept);
    await revokeWhileFrozen({ fleet, visits, announces: !hasFault }, slept, notes);
    notes.judge("everybody else", { records: load.records, effects: fleet.target.effects });
  },
};

/** That the clock is wrong indeed: each relay tells by how much, with its next beat at the latest. */
async function claimOffsets({ seeder }: Fleet, notes: Notes): Promise<void> {
  await notes.within("one relay, and no other, is an hour ahead", 10_000, async () => {
    const offsets = await seeder.clockOffsets("relay");
    const ahead = offsets.filter((offsetMs) => offsetMs > hourMs - minuteMs);
    const right = offsets.filter((offsetMs) => Math.abs(offsetMs) < minuteMs);
    return ahead.length === 1 && right.length === offsets.length - 1;
  });
}

const privateApp = `${appName(0)}-private`;

/** Everybody is let in everywhere, so that every relay knows them when they are shut out. */
async function letIn({ relays }: Fleet, visits: GuestVisits, guests: readonly Guest[]) {
  const deadlineMs = performance.now() + 20_000;
  for (const guest of guests) {
    for (const { port } of relays) {
      while ((await visits.ask(port, guest)) !== 200) {
        if (performance.now() > deadlineMs)
          throw new Error(`a guest by ${guest.kind} is not let in`);
        await sleep(askEveryMs);
      }
    }
  }
}

interface Work {
  readonly fleet: Fleet;
  readonly visits: GuestVisits;
  readonly announces: boolean;
}

/** How long after its commit the last relay still let somebody in, or a stream went on. */
interface Ended {
  readonly kind: GuestKind;
  readonly refusedAfterMs: number;
  readonly cutAfterMs: number | null;
}

async function revokeAll(work: Work, guests: readonly Guest[]): Promise<Ended[]> {
  const ended: Ended[] = [];
  const queue = guests.map((guest, at) => ({ guest, at }));
  const revokeSome = async () => {
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      ended.push(await revokeOne(work, next.guest, next.at));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, revokeSome));
  return ended;
}

async function revokeOne({ fleet, visits, announces }: Work, guest: Guest, at: number) {
  const { relays } = fleet;
  const relay = relays[at % relays.length];
  const holds = guest.kind !== "rule" && at % streamEvery === 0 && relay !== undefined;
  const stream = holds ? await visits.hold(relay.port, guest) : null;
  await guest.revoke({ announces });
  const committedMs = performance.now();
  const after = (ms: number) => Math.max(0, ms - committedMs);
  const cut = stream === null ? null : Promise.race([stream.ended, sleep(givenUpMs, Infinity)]);
  const refused = await Promise.all(
    relays.map(({ port }) => refusedAt(visits, port, guest, committedMs)),
  );
  const cutMs = await cut;
  const cutAfterMs = cutMs === null ? null : after(cutMs);
  return { kind: guest.kind, refusedAfterMs: after(Math.max(...refused)), cutAfterMs };
}

/**
 * One relay stands still while guests are shut out; what they ask of it meanwhile is answered when it wakes. Rules are
 * left out: what is open to everybody goes on for a minute on what a relay knew last.
 */
async function revokeWhileFrozen(work: Work, guests: readonly Guest[], notes: Notes) {
  const { fleet, visits, announces } = work;
  const [frozen] = fleet.relays;
  if (frozen === undefined) throw new Error("the fleet is empty");
  frozen.freeze();
  try {
    for (const guest of guests) await guest.revoke({ announces });
    await sleep(frozenMs);
    const named = guests.filter(({ kind }) => kind !== "rule");
    const asked = named.map((guest) => visits.ask(frozen.port, guest));
    await sleep(askEveryMs);
    frozen.thaw();
    const letIn = (await Promise.all(asked)).filter((status) => status === 200);
    notes.atMost("guests let in by a relay that slept through their end", letIn.length, 0, "");
  } finally {
    frozen.thaw();
  }
}

/** When this relay first refused; Infinity when it never did. */
async function refusedAt(visits: GuestVisits, port: number, guest: Guest, fromMs: number) {
  while (performance.now() - fromMs < givenUpMs) {
    const status = await visits.ask(port, guest);
    if (status === 401 || status === 403) return performance.now();
    await sleep(askEveryMs);
  }
  return Infinity;
}

function report(notes: Notes, { name, p99Ms }: Weather, ended: readonly Ended[]): void {
  const p99 = (times: readonly number[]) => {
    const sorted = times.toSorted((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? 0;
  };
  for (const kind of guestKinds) {
    const times = ended.filter((one) => one.kind === kind).map((one) => one.refusedAfterMs);
    notes.figure(`${name}: a ${kind} is refused everywhere after, p99`, p99(times), "ms");
  }
  const refused = ended.map(({ refusedAfterMs }) => refusedAfterMs);
  const cut = ended.flatMap(({ cutAfterMs }) => (cutAfterMs === null ? [] : [cutAfterMs]));
  notes.atMost(`${name}: refused everywhere, p99`, p99(refused), p99Ms, "ms");
  notes.atMost(`${name}: open streams are cut, p99`, p99(cut), 1_000, "ms");
}

function shuffled(guests: readonly Guest[], chance: () => number): Guest[] {
  return guests
    .map((guest) => ({ guest, at: chance() }))
    .sort((a, b) => a.at - b.at)
    .map(({ guest }) => guest);
}

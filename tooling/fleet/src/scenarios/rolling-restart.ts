import { readFileSync } from "node:fs";
import type { Fleet } from "../fleet.ts";
import { type Uploaded, upload } from "../load/upload.ts";
import type { RelayReplica } from "../replica/relay-replica.ts";
import { productionEnv, type Scenario } from "../scenario/scenario.ts";
import { startLoad, startWatchers } from "../scenario/start-load.ts";
import { awaitOnline, readOnline } from "../seed/read-online.ts";

/** A tunnel of a relay that stops ends by its word; the next dial may still meet that relay. */
const expectedEnd = /^(this relay is stopping|the relay answered 503( [A-Z_]+)?)$/;

export const rollingRestart: Scenario = {
  name: "rolling-restart",
  about: "All relays are restarted, one after the other, each with an upload under way on it.",
  fault: "they are killed in place of drained",
  full: {
    ...{ hosts: 50, perSecond: 300, events: 20, echoes: 50, rounds: 3, uploadBytes: 2 ** 30 },
    // As slowly as the drain delay and deadline leave time for: on two cores the bytes take turns with the requests.
    ...{ seconds: 20, env: productionEnv },
  },
  small: { seconds: 3, events: 4, echoes: 10, uploadBytes: 64 * 2 ** 20 },
  async run({ size, hasFault, notes, open }) {
    const fleet = await open();
    const online = await awaitOnline(fleet.seeder);
    const watchers = await startWatchers(fleet, size);
    const load = await startLoad(fleet, size);
    const uploads: Promise<Uploaded>[] = [];
    for (let round = 0; round < size.rounds; round += 1) {
      for (const relay of fleet.relays) {
        // What does not fit between two cuts is not promised: a gibibyte goes up once a round.
        const isLarge = relay === fleet.relays[0];
        const bytes = isLarge ? size.uploadBytes : Math.min(size.uploadBytes, 64 * 2 ** 20);
        uploads.push(uploadAt(fleet, relay, { bytes, overMs: size.seconds * 1_000 }));
        await load.lasts(500);
        await takeAway(relay, hasFault);
        await watchers.allAlive();
      }
    }
    const uploaded = await Promise.all(uploads);
    await load.stop();
    watchers.stop();

    notes.judge("requests", { records: load.records, effects: fleet.target.effects });
    const whole = uploaded.filter(
      ({ status, sent, received }) => status === 200 && received === sent,
    );
    const found = `${whole.length} of ${uploaded.length}, slowest ${slowest(uploaded)} s`;
    notes.claim("every upload arrives with its SHA-256", whole.length === uploaded.length, found);
    notes.interruptions(watchers.interruptions);
    const others = endsOf(fleet).filter((reason) => !expectedEnd.test(reason));
    notes.claim("tunnels end by their relay's word alone", others.length === 0, others.join(", "));
    const turned = online.turned(await readOnline(fleet.seeder));
    notes.claim("no host is shown offline", turned.length === 0, turned.length);
  },
};

/** It goes to this very relay, as if the balancer had chosen it a moment ago. */
function uploadAt(
  { visitor, appHosts: [host = ""] }: Fleet,
  { port }: RelayReplica,
  plan: { bytes: number; overMs: number },
): Promise<Uploaded> {
  return upload({ ...visitor, port, host, ...plan });
}

async function takeAway(relay: RelayReplica, killed: boolean): Promise<void> {
  await relay.kill(killed ? "SIGKILL" : "SIGTERM");
  await relay.start();
}

function slowest(uploaded: readonly Uploaded[]): string {
  return (Math.max(...uploaded.map(({ tookMs }) => tookMs)) / 1_000).toFixed(1);
}

function endsOf({ hostProcesses }: Fleet): string[] {
  return hostProcesses.flatMap(({ logFile }) => {
    const ends = readFileSync(logFile, "utf8").matchAll(/^lost \S+: (.*);/gm);
    return Array.from(ends, ([, reason = ""]) => reason);
  });
}

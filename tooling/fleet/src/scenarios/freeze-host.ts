import type { Fleet } from "../fleet.ts";
import { productionEnv, type Scenario, type Stage } from "../scenario/scenario.ts";

const killedWithinMs = 5_000;
/** A lease lapses after 15 s, and the worker looks every 30 s. */
const relaysGoneWithinMs = 60_000;

export const freezeHost: Scenario = {
  name: "freeze-host",
  about:
    "Hosts are killed, cut off by a black hole, and frozen, and at last all relays are killed; " +
    "the console's list follows.",
  fault: "relays give silent hosts up much later",
  full: { relays: 2, hosts: 10, seconds: 20, env: productionEnv },
  small: { relays: 1, hosts: 3, tunnels: 1, seconds: 6 },
  async run({ size, hasFault, notes, open }) {
    const late = { relayEnv: { HOMEPORT_PING_MS: "10000" } };
    const worker = size.env === productionEnv ? 1 : 0;
    const fleet = await open({ shims: ["agents"], worker, ...(hasFault ? late : {}) });
    const silentWithinMs = size.seconds * 1_000;
    await fleet.hosts.kill("SIGKILL");
    await notes.within("killed hosts are listed as offline", killedWithinMs, () =>
      are(fleet, false),
    );
    await fleet.hosts.start();
    await fleet.whole();
    await notes.within("hosts that are back are listed as online", 2_000, () => are(fleet, true));

    await trouble({ notes }, fleet, silentWithinMs, {
      name: "hosts behind a black hole",
      begin: () => fleet.network.agents.blackhole(),
      end: () => fleet.network.agents.heal(),
    });
    if (hasFault) return;
    await trouble({ notes }, fleet, silentWithinMs, {
      name: "frozen hosts",
      begin: () => fleet.hosts.freeze(),
      end: () => fleet.hosts.thaw(),
    });
    // A dead relay reports nothing: the worker finds out. A test does not wait for its turn, nor for a directory
    // that is old enough to be believed.
    if (worker === 0) await fleet.seeder.redis.set("homeport:directory:born", Date.now() - 600_000);
    await Promise.all(fleet.relays.map((relay) => relay.kill("SIGKILL")));
    const claim = "hosts whose relays are gone are listed as offline";
    await notes.within(claim, relaysGoneWithinMs, async () => {
      if (worker === 0) await fleet.seeder.reconcile();
      return await are(fleet, false);
    });
  },
};

async function trouble(
  { notes }: Pick<Stage, "notes">,
  fleet: Fleet,
  silentWithinMs: number,
  what: { name: string; begin(): void; end(): void },
): Promise<void> {
  what.begin();
  await notes.within(`${what.name} are listed as offline`, silentWithinMs, () => are(fleet, false));
  const reasons = new Set((await fleet.seeder.listed()).map(({ reason }) => reason));
  notes.claim(`${what.name} are said to be silent`, reasons.has("SILENT"), [...reasons].join());
  what.end();
  await notes.within(`${what.name} are back`, 15_000, () => are(fleet, true));
  await fleet.whole();
}

/** Whether every host of the console's list is shown so. */
async function are({ seeder }: Fleet, online: boolean): Promise<boolean> {
  return (await seeder.listed()).every((host) => host.online === online);
}

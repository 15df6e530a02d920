import { percentileMs } from "../load/findings.ts";
import { productionEnv, type Scenario } from "../scenario/scenario.ts";
import { startLoad } from "../scenario/start-load.ts";

/** What the front needs: it asks every half second, and waits two for an answer. */
const frontMs = 3_000;

export const freezeRelay: Scenario = {
  name: "freeze-relay",
  about: "One relay of several stops without closing a socket, and wakes a while later.",
  fault: "peers and agents wait half a minute before they give a silent relay up",
  full: { hosts: 50, perSecond: 200, seconds: 30, p99Ms: 250, env: productionEnv },
  small: { hosts: 3, seconds: 2, p99Ms: 2_000 },
  async run({ size, hasFault, notes, open }) {
    const slow = { relayEnv: { HOMEPORT_PING_MS: "10000" }, tunnels: 1 };
    const fleet = await open(hasFault ? slow : {});
    const load = await startLoad(fleet, size);
    const [frozen] = fleet.relays;
    if (!frozen) throw new Error("the fleet is empty");
    frozen.freeze();
    const atMs = performance.now();
    const pingMs = Number(size.env["HOMEPORT_PING_MS"] ?? 1_000);
    const noticedAfterMs = Math.max(frontMs, 3 * pingMs) + 1_500;
    const untilMs = atMs + noticedAfterMs;
    await load.lasts(noticedAfterMs + size.seconds * 1_000);
    frozen.thaw();
    const thawedAtMs = performance.now();
    await load.lasts(size.seconds * 1_000);
    await load.stop();
    const { records } = load;
    const { effects } = fleet.target;
    const between = records.filter(({ sentAtMs }) => sentAtMs >= atMs && sentAtMs <= untilMs);
    const others = records.filter((record) => !between.includes(record));
    notes.load("until it is noticed", between);
    notes.judge(
      "what comes before and after",
      { records: others, effects },
      {
        ...{ relayId: frozen.relayId, atMs, untilMs: atMs },
      },
    );
    const after = others.filter(({ sentAtMs }) => sentAtMs > untilMs && sentAtMs < thawedAtMs);
    notes.atMost("p99 once it is noticed", percentileMs(after, 0.99), size.p99Ms, "ms");
    if (!hasFault) await fleet.whole();
  },
};

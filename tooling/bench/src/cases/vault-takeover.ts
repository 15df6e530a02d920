import { setTimeout as sleep } from "node:timers/promises";
import { countHeld, openVaultLab, setGate, type VaultLab } from "@homeport/fleet";
import { benchCase } from "../bench-case.ts";
import { contender, type Running } from "../contender.ts";

const ttlMs = 15_000;
const vaults = 50;
const withinMs = 60_000;

interface Ended extends Running {
  readonly signal: "SIGKILL" | "SIGTERM";
}

/** Two workers that share fifty vaults; one of them ends, and the other takes over what it held. */
export function vaultTakeover() {
  const ends = (name: string, signal: Ended["signal"]) =>
    contender<Ended>(name, async () => ({ port: 0, host: "", headers: {}, programs: [], signal }));
  return benchCase({
    name: "takeover",
    title: "fifty vaults of a worker that is killed, or stopped: until the other has them",
    once: true,
    contenders: [ends("killed", "SIGKILL"), ends("stopped", "SIGTERM")],
    async measure({ signal }) {
      await using stack = new AsyncDisposableStack();
      const concurrency = vaults * 2;
      const plan = { workers: 1, concurrency, ttlMs, sweepEveryMs: 1_000, lockMs: 8_000 };
      const lab = await openVaultLab(
        { ...plan, spare: 1, stalledMs: 4_000, checkMs: 3_000, hasFault: false },
        stack,
      );
      const [first, second] = lab.workers;
      if (first === undefined || second === undefined) throw new Error("two workers are needed");
      await setGate(lab.db.sql, false);
      await lab.filler.fill(vaults);
      await until(async () => (await heldBy(lab, first.name)) === vaults, "the first holds them");
      await second.start();
      const endedMs = performance.now();
      const ending = first.kill(signal);
      await until(async () => (await heldBy(lab, second.name)) === vaults, "the second holds them");
      const tookMs = performance.now() - endedMs;
      await ending;
      return { worstMs: tookMs, ofTtl: tookMs / ttlMs };
    },
  });
}

async function heldBy({ db }: VaultLab, worker: string): Promise<number> {
  return (await countHeld(db.sql)).get(worker) ?? 0;
}

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (const lastMs = performance.now() + withinMs; !(await holds()); await sleep(20)) {
    if (performance.now() > lastMs) throw new Error(`not within ${withinMs} ms: ${what}`);
  }
}

import { benchCase } from "../bench-case.ts";
import { type Contender, contender, isSkipped } from "../contender.ts";
import { askProgram } from "../contenders/asked.ts";
import type { Checker } from "../contenders/gate-listener.ts";
import type { OwnProgram } from "../program.ts";
import { planOf, refuseFailures } from "./checks.ts";

const connections = 8;

/** The same checks while another process of the machine hashes passwords, and while none does. */
export function besideHashing(
  gate: Contender<Checker>,
  names: { readonly alone: string; readonly hashing: string },
  startSignIn: () => Promise<OwnProgram>,
) {
  const share = (name: string, start: () => Promise<OwnProgram | null>) =>
    contender<Checker & { hasher: OwnProgram | null }>(name, async () => {
      const running = await gate.start();
      return isSkipped(running) ? running : { ...running, hasher: await start() };
    });
  return benchCase({
    name: "hashing",
    title: "checks beside a process that hashes 50 passwords, 8 connections",
    contenders: [share(names.alone, async () => null), share(names.hashing, startSignIn)],
    async measure(running, { load, seconds, signal }) {
      const { hasher } = running;
      const hashed = hasher === null ? null : askProgram(hasher, "hash-50", seconds);
      const result = await load.run({ ...planOf(running), connections, seconds, signal });
      await hashed;
      refuseFailures(result);
      return { p99Ms: result.p99Ms, p50Ms: result.p50Ms };
    },
  });
}

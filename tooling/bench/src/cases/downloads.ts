import { benchCase } from "../bench-case.ts";
import type { Contender, Running } from "../contender.ts";
import { countCpu } from "../cpu.ts";
import { mib } from "../memory.ts";
import { openDownload } from "../visitor/download.ts";
import { transferFigures } from "./cpu-figures.ts";

/** Whole bodies side by side, every byte judged; repeated until the time is up. */
export function downloads(contenders: readonly Contender[]) {
  return benchCase({
    name: "downloads",
    title: "8 downloads of 32 MiB at once",
    contenders,
    measure: (running, { seconds }) => repeat(running, { count: 8, size: 32 * mib, seconds }),
  });
}

export function oneDownload(contenders: readonly Contender[]) {
  return benchCase({
    name: "one-download",
    title: "1 download of 256 MiB",
    contenders,
    measure: (running, { seconds }) => repeat(running, { count: 1, size: 256 * mib, seconds }),
  });
}

interface Batch {
  readonly count: number;
  readonly size: number;
  readonly seconds: number;
}

async function repeat(running: Running, { count, size, seconds }: Batch) {
  const startedMs = performance.now();
  let bytes = 0;
  let tookMs = 0;
  const { spent } = await countCpu(running.programs, async () => {
    do {
      const all = Array.from({ length: count }, () => openDownload(running, `/bytes/${size}`));
      await Promise.all(all.map(({ done }) => done));
      bytes += count * size;
      tookMs = performance.now() - startedMs;
    } while (tookMs < seconds * 1_000);
  });
  return transferFigures(spent, bytes, tookMs);
}

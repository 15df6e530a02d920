import { benchCase } from "../bench-case.ts";
import type { Contender } from "../contender.ts";
import { countCpu } from "../cpu.ts";
import { mib } from "../memory.ts";
import { upload } from "../visitor/upload.ts";
import { transferFigures } from "./cpu-figures.ts";

const bodyBytes = 256 * mib;

export function oneUpload(contenders: readonly Contender[]) {
  return benchCase({
    name: "one-upload",
    title: "1 upload of 256 MiB, judged by the target",
    contenders,
    async measure(running) {
      const startedMs = performance.now();
      const { spent } = await countCpu(running.programs, () => upload(running, bodyBytes));
      return transferFigures(spent, bodyBytes, performance.now() - startedMs);
    },
  });
}

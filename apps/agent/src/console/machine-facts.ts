import { arch, availableParallelism, platform, release, totalmem } from "node:os";

/** What registration says about this computer; there is no name in it. */
export interface MachineFacts {
  readonly os: string;
  readonly arch: string;
  readonly cpuCount: number;
  readonly memoryBytes: number;
}

/** Reads the facts of the machine that this process runs on. */
export function readMachineFacts(): MachineFacts {
  return {
    os: `${platform()} ${release()}`.slice(0, 64),
    arch: arch(),
    cpuCount: availableParallelism(),
    memoryBytes: totalmem(),
  };
}

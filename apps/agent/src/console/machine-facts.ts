import { readFileSync } from "node:fs";
import { arch, availableParallelism, platform, release, totalmem } from "node:os";

const maxOsLength = 64;

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
    os: (readDistribution() ?? `${platform()} ${release()}`).slice(0, maxOsLength),
    arch: arch(),
    cpuCount: availableParallelism(),
    memoryBytes: totalmem(),
  };
}

/** The name by which a person knows this Linux, such as `Debian GNU/Linux 12 (bookworm)`. */
function readDistribution(): string | null {
  try {
    const text = readFileSync("/etc/os-release", "utf8");
    return /^PRETTY_NAME="?([^"\n]+)"?$/m.exec(text)?.[1] ?? null;
  } catch {
    return null;
  }
}

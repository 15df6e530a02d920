import { readFileSync, statfsSync } from "node:fs";
import { freemem, tmpdir } from "node:os";

const enoughBytes = 4 * 1024 ** 3;

/**
 * Where stores of a test keep their files: in memory where there is plenty of it, since a file system takes longer over
 * them than Postgres itself; else among all other temporary files. A container often has 64 MB there, or runs nothing there.
 */
export function quickFolder(memory = "/dev/shm"): string {
  return hasRoom(memory) && runsPrograms(memory) ? memory : tmpdir();
}

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return Math.min(bavail * bsize, freemem()) >= enoughBytes;
  } catch {
    return false;
  }
}

function runsPrograms(folder: string): boolean {
  const mounts = readFileSync("/proc/self/mounts", "utf8").split("\n");
  const options = mounts.map((line) => line.split(" ")).find(([, at]) => at === folder)?.[3];
  return options !== undefined && !options.split(",").includes("noexec");
}

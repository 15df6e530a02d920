import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  renameSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

export interface LogFilesOptions {
  readonly folder: string;
  /** A file that reaches this is set aside. */
  readonly maxFileBytes?: number;
  /** How many files there are at most, the current one included. */
  readonly maxFiles?: number;
}

/** The files of a log folder, oldest first, whether they exist or not. */
export function logFiles({ folder, maxFiles = 5 }: LogFilesOptions): string[] {
  const older = Array.from({ length: maxFiles - 1 }, (_, at) => `agent.${maxFiles - 1 - at}.log`);
  return [...older, "agent.log"].map((name) => join(folder, name));
}

/**
 * Where log lines go: `agent.log`, and when that is full `agent.1.log` and on. A line is on its way
 * to the disk when `write` returns, so that a crash loses none; a disk that takes no more is not
 * worth the agent's life, so lines are dropped until it does.
 */
export function openLogFiles(options: LogFilesOptions): Disposable & { write(line: string): void } {
  const { folder, maxFileBytes = 10 * 1024 * 1024 } = options;
  const files = logFiles(options);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const current = join(folder, "agent.log");
  let descriptor = openSync(current, "a", 0o600);
  let size = fstatSync(descriptor).size;

  function roll(): void {
    closeSync(descriptor);
    for (const [at, file] of files.entries()) {
      const older = files[at - 1];
      if (older !== undefined && existsSync(file)) renameSync(file, older);
    }
    descriptor = openSync(current, "a", 0o600);
    size = 0;
  }

  return {
    write(line) {
      try {
        if (size >= maxFileBytes) roll();
        size += writeSync(descriptor, line);
      } catch {
        // Nobody could be told: this is where one would write it.
      }
    },
    [Symbol.dispose]: () => closeSync(descriptor),
  };
}

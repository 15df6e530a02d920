import { type Stats, unwatchFile, watchFile } from "node:fs";
import { type AgentConfig, checkConfig } from "./config.ts";

const lookEveryMs = 1_000;

export interface ConfigWatchParts {
  readonly file: string;
  onChange(config: AgentConfig): void;
  /** The file is bad: what was in force stays. */
  onRejected(problems: readonly string[]): void;
}

/** Follows `config.yaml`; the last good configuration stays in force. */
export interface ConfigWatch extends Disposable {
  /** What is wrong with the file as it is now; empty when it is in force. */
  problems(): readonly string[];
  /** Reads the file now, as SIGHUP asks. */
  reload(): Promise<void>;
}

/**
 * Looks at the file every second: that sees editors that rename, network folders and files that
 * come or go. Reads follow one another, so the last change is what stays.
 */
export function watchConfig(parts: ConfigWatchParts): ConfigWatch {
  let problems: readonly string[] = [];
  let reading: Promise<void> = Promise.resolve();

  async function read(): Promise<void> {
    const checked = await checkConfig(parts.file).catch((error: unknown) => ({
      config: null,
      problems: [error instanceof Error ? error.message : "the file cannot be read"],
    }));
    problems = checked.problems;
    if (checked.config === null) parts.onRejected(problems);
    else parts.onChange(checked.config);
  }

  function reload(): Promise<void> {
    reading = reading.then(read);
    return reading;
  }

  const onStat = (now: Stats, before: Stats) => {
    // The first look at a file that is not there is told as a change, too.
    if (now.mtimeMs !== before.mtimeMs || now.ino !== before.ino) void reload();
  };
  watchFile(parts.file, { interval: lookEveryMs, persistent: false }, onStat);
  return {
    problems: () => problems,
    reload,
    [Symbol.dispose]: () => unwatchFile(parts.file, onStat),
  };
}

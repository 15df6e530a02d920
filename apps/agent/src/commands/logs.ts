import { unwatchFile, watchFile } from "node:fs";
import { GrowingFile } from "../log/growing-file.ts";
import { logFiles } from "../log/log-files.ts";
import { readFileIfThere } from "../state/private-file.ts";
import type { CommandContext } from "./context.ts";
import type { Shutdown } from "./shutdown.ts";

const lookEveryMs = 250;

export interface LogsOptions {
  readonly follow?: boolean;
  /** Milliseconds. */
  readonly since?: number;
}

/**
 * `homeport logs`: the records of this host's agent, oldest first, as lines for people or as they
 * are with `--json`; with `-f` also those that come, until the command is stopped.
 */
export async function logs(
  ctx: CommandContext,
  options: LogsOptions,
  shutdown: Shutdown,
): Promise<void> {
  const fromMs = options.since === undefined ? 0 : ctx.clock.nowMs() - options.since;
  const print = (line: string) => {
    const record = readRecord(line);
    if (record === null || record.atMs < fromMs) return;
    ctx.output.record(line, `${record.at} ${record.level} ${record.text}`);
  };
  const files = logFiles({ folder: ctx.folder.logFolder });
  const current = files.at(-1) ?? "";
  for (const file of files.slice(0, -1)) {
    for (const line of ((await readFileIfThere(file)) ?? "").split("\n")) print(line);
  }
  await using growing = new GrowingFile(current);
  for (const line of await growing.readLines()) print(line);
  if (options.follow === true) await follow(current, growing, print, shutdown);
}

/** Prints what is added to the file until the process is asked to end. */
async function follow(
  path: string,
  growing: GrowingFile,
  print: (line: string) => void,
  shutdown: Shutdown,
): Promise<void> {
  let reading: Promise<void> = Promise.resolve();
  async function readOn(): Promise<void> {
    for (const line of await growing.readLines()) print(line);
  }
  const look = () => {
    reading = reading.then(readOn).catch(() => undefined);
  };
  watchFile(path, { interval: lookEveryMs }, look);
  look();
  await shutdown.asked;
  unwatchFile(path, look);
  await reading;
}

interface LogRecord {
  readonly at: string;
  readonly atMs: number;
  readonly level: string;
  readonly text: string;
}

/** A line of the log in its parts; null for one that a crash cut off. */
function readRecord(line: string): LogRecord | null {
  try {
    const { at, level, msg, app, replica, version, ...fields } = JSON.parse(line);
    const atMs = Date.parse(at);
    if (Number.isNaN(atMs)) return null;
    const said = Object.entries(fields).filter(([, value]) => value !== null);
    const text = [msg, ...said.map(([name, value]) => `${name}=${JSON.stringify(value)}`)];
    return { at, atMs, level: String(level), text: text.join(" ") };
  } catch {
    return null;
  }
}

import { once } from "node:events";
import { unwatchFile, watchFile } from "node:fs";
import { open } from "node:fs/promises";
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
  let shown = 0;
  for (const file of files) {
    const text = (await readFileIfThere(file)) ?? "";
    for (const line of text.split("\n")) print(line);
    shown = Buffer.byteLength(text);
  }
  if (options.follow === true) await follow(files.at(-1) ?? "", shown, print, shutdown);
}

/** Prints what is added to the file until the process is asked to end; a file set aside begins anew. */
async function follow(
  file: string,
  from: number,
  print: (line: string) => void,
  shutdown: Shutdown,
): Promise<void> {
  let offset = from;
  let rest = "";
  let reading: Promise<void> = Promise.resolve();
  async function readOn(): Promise<void> {
    await using handle = await open(file, "r");
    const { size } = await handle.stat();
    if (size < offset) offset = 0;
    const added = Buffer.alloc(size - offset);
    const { bytesRead } = await handle.read(added, 0, added.length, offset);
    offset += bytesRead;
    const lines = (rest + added.toString("utf8", 0, bytesRead)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) print(line);
  }
  const look = () => {
    reading = reading.then(readOn).catch(() => undefined);
  };
  const watcher = watchFile(file, { interval: lookEveryMs }, look);
  look();
  await Promise.race([shutdown.asked, once(watcher, "stop")]);
  unwatchFile(file);
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

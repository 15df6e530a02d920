import type { Log } from "../src/log/create-log.ts";

export interface LogRecord {
  level: string;
  message: string;
  fields: Record<string, unknown>;
}

/** A log that keeps its records. */
export function recordingLog(): Log & { records: LogRecord[] } {
  const records: LogRecord[] = [];
  const keep = (level: string) => (fields: Record<string, unknown>, message: string) =>
    void records.push({ level, message, fields });
  const log = {
    fatal: keep("fatal"),
    error: keep("error"),
    warn: keep("warn"),
    info: keep("info"),
    debug: keep("debug"),
    child: () => log,
    isLevelEnabled: () => true,
    records,
  };
  return log;
}

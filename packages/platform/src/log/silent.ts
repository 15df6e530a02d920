import type { Log } from "./create-log.ts";

/** A logger that writes nothing, for programs that have no log. */
export const silentLog: Log = {
  fatal: () => undefined,
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
  child: () => silentLog,
  isLevelEnabled: () => false,
};

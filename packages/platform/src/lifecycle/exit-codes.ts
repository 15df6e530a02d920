import { ConfigError } from "../env/config-error.ts";
import { HomeportError } from "../errors/homeport-error.ts";

/** How a process ends. 75 and 78 are `EX_TEMPFAIL` and `EX_CONFIG` of sysexits.h. */
export const exitCodes = { ok: 0, failed: 1, tryAgain: 75, config: 78 } as const;

const configCodes: ReadonlySet<string> = new Set([
  "CONFIG_INVALID",
  "MIGRATION_CHANGED",
  "SECRET_IN_USE",
]);
const laterCodes: ReadonlySet<string> = new Set([
  "STORE_UNREACHABLE",
  "MIGRATION_LOCKED",
  "MIGRATION_PENDING",
]);

/** 78 when a person must change something, 75 when a restart may help, else 1. */
export function exitCodeFor(error: unknown): number {
  if (error instanceof ConfigError) return exitCodes.config;
  if (!(error instanceof HomeportError)) return exitCodes.failed;
  if (configCodes.has(error.code)) return exitCodes.config;
  if (laterCodes.has(error.code)) return exitCodes.tryAgain;
  return exitCodes.failed;
}

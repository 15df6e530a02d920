import type { EnvSource, EnvSpec } from "./spec.ts";

/**
 * Names that other Homeport programs read, or that a shell commonly holds for them. One environment
 * is often shared by web, worker, relay and the CLI, so these are no mistakes.
 */
const namesOfOtherPrograms = [
  "HOMEPORT_WEB_ADDR",
  "HOMEPORT_SIGN_UP",
  "HOMEPORT_RELAY_ADDR",
  "HOMEPORT_RELAY_ID",
  "HOMEPORT_RELAY_INTERNAL_URL",
  "HOMEPORT_RELAY_PUBLIC_URL",
  "HOMEPORT_RELAY_PEER_ADDR",
  "HOMEPORT_RELAY_CERT",
  "HOMEPORT_RELAY_KEY",
  "HOMEPORT_RELAY_PEER_CERT",
  "HOMEPORT_RELAY_PEER_KEY",
  "HOMEPORT_RELAY_PEER_CA",
  "HOMEPORT_FLY_REPLAY",
  "HOMEPORT_RELAY_BUDGET_BYTES",
  "HOMEPORT_GATE_ADDR",
  "HOMEPORT_GATE_SECRET",
  "HOMEPORT_GATE_TRUSTED_PROXIES",
  "HOMEPORT_DNS_SERVERS",
  "HOMEPORT_PING_MS",
  "HOMEPORT_ACCESS_LOG",
  "HOMEPORT_ADMIN_SECRET",
  "HOMEPORT_HOME",
  "HOMEPORT_TOKEN",
  "HOMEPORT_URL",
  "HOMEPORT_APP_PORT",
  "HOMEPORT_RELOAD_SECRET",
  "HOMEPORT_RELOAD_SECRET_PREVIOUS",
  "HOMEPORT_CATALOG_REMOTE",
  "HOMEPORT_CATALOG_BRANCH",
  "HOMEPORT_CATALOG_DIR",
  "HOMEPORT_CATALOG_POLL_MS",
  "HOMEPORT_CATALOG_TOKEN_FILE",
  "HOMEPORT_CATALOG_SSH_KEY_FILE",
  "HOMEPORT_CATALOG_KNOWN_HOSTS_FILE",
];

/** Sentences about `HOMEPORT_*` names that nothing reads, each with the nearest name that exists. */
export function unknownNames(spec: EnvSpec, source: EnvSource): string[] {
  const known = Object.entries(spec.variables).flatMap(([name, variable]) =>
    variable.secret ? [name, `${name}_FILE`] : [name],
  );
  const accepted = new Set([...known, ...namesOfOtherPrograms]);
  return Object.keys(source)
    .filter((name) => name.startsWith("HOMEPORT_") && !accepted.has(name))
    .sort()
    .map((name) => `${name} is not known. Did you mean ${nearest(name, known)}?`);
}

function nearest(name: string, known: readonly string[]): string {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .sort((left, right) => left.distance - right.distance);
  return ranked[0]?.candidate ?? "HOMEPORT_STAGE";
}

/** Levenshtein's distance by the two-row method. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}

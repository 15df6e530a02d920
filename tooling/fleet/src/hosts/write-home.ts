import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SeededHost } from "../seed/seeder.ts";

/** What an agent finds when it starts on a machine that was enrolled; answers the folder. */
export function writeHome(
  host: SeededHost,
  place: { folder: string; relayUrl: string; tunnels: number },
): string {
  const { hostId, machineId, machineName: name } = host.enrolled;
  const home = join(place.folder, `host-${hostId}`);
  mkdirSync(home, { mode: 0o700 });
  const { organizationId } = host;
  const webUrl = "http://localhost:3000";
  const about = { hostId, machineId, organizationId, name, webUrl, relayUrl: place.relayUrl };
  const secret = { mode: 0o600 };
  writeFileSync(join(home, "host.json"), JSON.stringify(about), secret);
  writeFileSync(join(home, "host.key"), host.keyPem, secret);
  writeFileSync(
    join(home, "config.yaml"),
    `version: 1\nrelay:\n  tunnels: ${place.tunnels}\n`,
    secret,
  );
  return home;
}

import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { promisify } from "node:util";
import { findOnPath } from "@homeport/services";
import { contender } from "../contender.ts";
import type { Site } from "../site.ts";
import type { Asked } from "./asked.ts";

const run = promisify(execFile);
const width = 16;
const scale = 10;

/** Debian keeps it beside its server, where PATH does not lead. */
function findPgbench(): string | null {
  return (
    findOnPath("pgbench") ?? globSync("/usr/lib/postgresql/*/bin/pgbench").sort().at(-1) ?? null
  );
}

/** What Postgres' own bench calls simple-update: a transaction of an update, a select and an insert. */
export function pgbench(site: Site, name: string) {
  return contender<Asked & { measurement: string }>(name, async () => {
    const command = findPgbench();
    if (command === null) return { skipped: "pgbench is not installed" };
    const { databaseUrl } = await site.openLab();
    await run(command, ["-i", "-q", "-s", String(scale), databaseUrl]);
    return {
      ...{ port: 0, host: "", headers: {}, programs: [], measurement: "simple-update" },
      async ask(_what, seconds) {
        const args = [
          "-N",
          "-n",
          "-c",
          String(width),
          "-j",
          "1",
          "-T",
          String(seconds),
          databaseUrl,
        ];
        return readPgbench((await run(command, args)).stdout);
      },
    };
  });
}

/** Reads what pgbench prints. Throws when it is something else. */
export function readPgbench(text: string): { perSecond: number } {
  const rate = /^tps = ([\d.]+)/m.exec(text)?.[1];
  if (rate === undefined) throw new Error(`pgbench said something else:\n${text}`);
  return { perSecond: Number(rate) };
}

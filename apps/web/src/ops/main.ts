import { ConfigError, exitCodes, isHomeportError } from "@homeport/platform";
import { takeProcessEnv } from "../env.ts";
import { readOpsPlace } from "./place.ts";
import { printAnswer, printRow } from "./print-answer.ts";
import { readCommandLine, usage } from "./read-command-line.ts";
import { runCommand } from "./run-command.ts";

/** A rotation of the root secret has rows left, a migration waits, or a check found something. */
const pendingExit = 3;

/**
 * `pnpm ops …`: what operators see and do, for whoever holds the stores. They are those of DATABASE_URL and REDIS_URL, else
 * of what `pnpm start` runs here, or in the folder that `--data` names. Exits 0, 1 when it is refused, 2 for
 * wrong usage, 3 when something is not finished yet, 78 for a configuration that no replica would start with.
 */
async function main(): Promise<number> {
  const { command, data, json } = readCommandLine(process.argv.slice(2));
  if (command === null) {
    process.stderr.write(usage);
    return 2;
  }
  const place = readOpsPlace(process.env, data);
  if (place === null) {
    process.stderr.write("No database is named: set DATABASE_URL, or start Homeport here first.\n");
    return exitCodes.config;
  }
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());
  const answer = await runCommand(place, command, {
    ...{ source: takeProcessEnv(), signal: stop.signal },
    print: (row) => void process.stdout.write(printRow(row, json)),
  });
  process.stdout.write(printAnswer(answer, json));
  return answer.isPending === true ? pendingExit : exitCodes.ok;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (error instanceof ConfigError) {
    process.stderr.write(`${error.lines.join("\n")}\n`);
    process.exitCode = exitCodes.config;
  } else if (isHomeportError(error)) {
    process.stderr.write(`${error.publicMessage} (${error.code})\n`);
    process.exitCode = 1;
  } else if (error instanceof TypeError && Reflect.has(error, "code")) {
    // What `parseArgs` throws for an option that there is not.
    process.stderr.write(usage);
    process.exitCode = 2;
  } else throw error;
}

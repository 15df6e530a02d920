import { parseArgs } from "node:util";
import { ConfigError, exitCodes, isHomeportError } from "@homeport/platform";
import { readPlace } from "./env.ts";
import { resetPasswordOf } from "./reset.ts";
import { readRunningPlace } from "./run-file.ts";

/**
 * `pnpm auth:reset EMAIL`: prints a link for a new password, for whoever holds the database. It is that of
 * DATABASE_URL, else of what `pnpm start` runs here, or in the folder that `--data` names.
 */
const usage = "Usage: pnpm auth:reset EMAIL [--data FOLDER]\n";

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2),
    options: { data: { type: "string", default: ".data" } },
    allowPositionals: true,
    strict: false,
  });
  const [email, more] = positionals;
  if (email === undefined || more !== undefined || typeof values.data !== "string") {
    process.stderr.write(usage);
    return 2;
  }
  const place = readPlace(process.env) ?? readRunningPlace(values.data);
  if (place === null) {
    process.stderr.write("No database is named: set DATABASE_URL, or start Homeport here first.\n");
    return exitCodes.config;
  }
  const { link, expiresAt } = await resetPasswordOf(place, email);
  process.stdout.write(`${link}\n`);
  process.stderr.write(
    `Good once, until ${expiresAt.toISOString()}. It ends all their sessions.\n`,
  );
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (error instanceof ConfigError) {
    process.stderr.write(`${error.lines.join("\n")}\n`);
    process.exitCode = exitCodes.config;
  } else if (isHomeportError(error)) {
    process.stderr.write(`${error.publicMessage}\n`);
    process.exitCode = 1;
  } else throw error;
}

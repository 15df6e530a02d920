import { parseArgs } from "node:util";
import { ConfigError, exitCodes, isHomeportError } from "@homeport/platform";
import { chooseCommand } from "./commands.ts";
import { readOpsPlace } from "./place.ts";
import { printAnswer } from "./print-answer.ts";
import { runCommand } from "./run-command.ts";

/**
 * `pnpm ops …`: what operators see and do, for whoever holds the stores. They are those of DATABASE_URL and REDIS_URL, else
 * of what `pnpm start` runs here, or in the folder that `--data` names. Exits 0, 1 when it is refused, 2 for
 * wrong usage, 3 when a rotation of the secret is not finished.
 */
const usage = `Usage: pnpm ops COMMAND [--json] [--data FOLDER]
  replicas | leases | wakes | schedules | operators
  jobs list [--queue QUEUE] [--state STATE]
  jobs retry QUEUE JOB
  drain REPLICA
  secret status | secret rewrap
  audit prune --before 2024-01-31 [--to FILE]
  operator add EMAIL|KEY [--permissions fleet.read,fleet.operate,queue.operate,vault.operate,catalog.operate] [--label TEXT]
  operator remove EMAIL|KEY
`;

/** A rotation of the root secret has rows left. */
const pendingExit = 3;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2),
    options: {
      before: { type: "string" },
      data: { type: "string", default: ".data" },
      json: { type: "boolean", default: false },
      label: { type: "string" },
      permissions: { type: "string" },
      queue: { type: "string" },
      state: { type: "string" },
      to: { type: "string" },
    },
    allowPositionals: true,
  });
  const command = chooseCommand(positionals, {
    ...{ queue: values.queue, state: values.state },
    ...{ permissions: values.permissions, label: values.label },
    ...{ before: values.before, to: values.to },
  });
  if (command === null) {
    process.stderr.write(usage);
    return 2;
  }
  const place = readOpsPlace(process.env, values.data);
  if (place === null) {
    process.stderr.write("No database is named: set DATABASE_URL, or start Homeport here first.\n");
    return exitCodes.config;
  }
  const answer = await runCommand(place, command);
  process.stdout.write(printAnswer(answer, values.json));
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

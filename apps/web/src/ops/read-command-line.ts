import { parseArgs } from "node:util";
import type { Command } from "./answer.ts";
import { chooseCommand } from "./commands.ts";

export const usage = `Usage: pnpm ops COMMAND [--json] [--data FOLDER]
  replicas | leases | wakes | schedules | operators
  check | config print
  migrate [--check] [--contract]
  feed tail
  jobs list [--queue QUEUE] [--state STATE]
  jobs retry QUEUE JOB
  drain REPLICA
  secret status | secret rewrap
  audit prune --before 2024-01-31 [--to FILE]
  operator add EMAIL|KEY [--permissions fleet.read,fleet.operate,queue.operate,audit.read,vault.operate,catalog.edit,catalog.operate] [--label TEXT]
  operator remove EMAIL|KEY
`;

export interface CommandLine {
  /** Null: the words name none. */
  readonly command: Command | null;
  /** Where `pnpm start` keeps its data. */
  readonly data: string;
  readonly json: boolean;
}

/** Throws what `parseArgs` throws for an option that there is not. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      before: { type: "string" },
      check: { type: "boolean", default: false },
      contract: { type: "boolean", default: false },
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
    ...{ check: values.check, contract: values.contract },
  });
  return { command, data: values.data, json: values.json };
}

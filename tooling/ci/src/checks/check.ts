import { runCommand } from "../run-command.ts";

/** What a check found, line by line; nothing is good. CPU time is that of the programs it ran. */
export type Findings = { problems: string[]; cpuMs: number };

/** One thing that must hold of the checkout. */
export type Check = { name: string; find: () => Promise<Findings> };

const killAfterMs = 180_000;

/** A check that is a program: green when it exits with 0. */
export function commandCheck(name: string, command: string, args: string[]): Check {
  return {
    name,
    async find() {
      const result = await runCommand(command, args, {
        killAfterMs,
        env: { NO_COLOR: "1", TURBO_TELEMETRY_DISABLED: "1" },
      });
      if (result.code === 0) return { problems: [], cpuMs: result.cpuMs };
      const reason = result.isKilled ? [`killed after ${killAfterMs / 1_000} s`] : [];
      return {
        problems: [...reason, ...result.output.trimEnd().split("\n")],
        cpuMs: result.cpuMs,
      };
    },
  };
}

/** A check that is a function of this program. */
export function ownCheck(name: string, find: () => string[] | Promise<string[]>): Check {
  return { name, find: async () => ({ problems: await find(), cpuMs: 0 }) };
}

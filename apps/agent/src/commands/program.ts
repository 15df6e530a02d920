import { Command } from "commander";
import type { AgentEnv } from "../env.ts";
import type { ExitCode } from "../errors.ts";
import {
  addAccountCommands,
  addAgentCommands,
  addAppCommands,
  addSetupCommands,
  type Run,
} from "./command-set.ts";
import { type CommandContext, createCommandContext } from "./context.ts";
import { createOutput } from "./output.ts";
import type { Shutdown } from "./shutdown.ts";

const usageExitCode = 2;

/**
 * Runs one command of `homeport` and answers the exit code. Nothing is thrown: failures are printed
 * as a sentence, the cause and what to do.
 */
export async function runCommand(
  argv: readonly string[],
  readEnv: () => AgentEnv,
  shutdown: Shutdown,
): Promise<0 | ExitCode> {
  const output = createOutput({ json: argv.includes("--json"), debug: argv.includes("--debug") });
  let exitCode: 0 | ExitCode = 0;
  const run =
    <A extends unknown[]>(action: (ctx: CommandContext, ...args: A) => Promise<void>) =>
    async (...args: A): Promise<void> => {
      try {
        await action(createCommandContext(readEnv(), output), ...args);
      } catch (error) {
        exitCode = output.failure(error);
      }
    };
  try {
    await buildProgram(run, shutdown).parseAsync([...argv], { from: "user" });
  } catch (error) {
    return isHelp(error) ? 0 : usageExitCode;
  }
  return exitCode;
}

function buildProgram(run: Run, shutdown: Shutdown): Command {
  const program = new Command("homeport")
    .description("Puts what runs on this machine at a public address.")
    .exitOverride()
    .showHelpAfterError();
  addAccountCommands(program, run);
  addAppCommands(program, run, shutdown);
  addAgentCommands(program, run, shutdown);
  addSetupCommands(program, run);
  return program;
}

function isHelp(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : "";
  return code === "commander.helpDisplayed" || code === "commander.help";
}

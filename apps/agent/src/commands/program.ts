import { Command } from "commander";
import type { AgentEnv } from "../env.ts";
import { AgentError, type ExitCode } from "../errors.ts";
import { addConsoleAppCommands } from "./app-command-set.ts";
import { addCatalogCommands } from "./catalog-command-set.ts";
import {
  addAccountCommands,
  addAgentCommands,
  addAppCommands,
  addSetupCommands,
  type Run,
} from "./command-set.ts";
import { type CommandContext, createCommandContext } from "./context.ts";
import { createOutput } from "./output.ts";
import { addPhotoCommands } from "./photos.ts";
import type { Shutdown } from "./shutdown.ts";
import { addVaultCommands } from "./vault/command-set.ts";

/**
 * Runs one command of `homeport` and answers the exit code. Nothing is thrown: failures are printed
 * as a sentence, the cause and what to do.
 */
export async function runCommand(
  argv: readonly string[],
  readEnv: () => AgentEnv,
  shutdown: Shutdown,
): Promise<0 | ExitCode> {
  const json = argv.includes("--json");
  const output = createOutput({ json, debug: argv.includes("--debug") });
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
    await buildProgram(run, shutdown, { json }).parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (isHelp(error)) return 0;
    const detail = error instanceof Error ? error.message.replace(/^error: /, "") : "no command";
    const usage = new AgentError("USAGE_WRONG", { detail });
    return json ? output.failure(usage) : usage.exitCode;
  }
  return exitCode;
}

/** A wrong use is told by the parser, with the help behind it; with `--json` as every other error is. */
function buildProgram(run: Run, shutdown: Shutdown, { json }: { json: boolean }): Command {
  const program = new Command("homeport")
    .description("Puts what runs on this machine at a public address.")
    .exitOverride()
    .showHelpAfterError();
  if (json) program.configureOutput({ writeErr: () => undefined });
  addAccountCommands(program, run, shutdown);
  addAppCommands(program, run, shutdown);
  addConsoleAppCommands(program, run, shutdown);
  addVaultCommands(program, run, shutdown);
  addPhotoCommands(program, run, shutdown);
  addAgentCommands(program, run, shutdown);
  addSetupCommands(program, run);
  addCatalogCommands(program, run);
  return program;
}

function isHelp(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : "";
  return code === "commander.helpDisplayed" || code === "commander.help";
}

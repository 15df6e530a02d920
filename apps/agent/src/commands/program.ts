import { protocolVersion } from "@homeport/tunnel";
import { Command, InvalidArgumentError, Option } from "commander";
import type { AgentEnv } from "../env.ts";
import type { ExitCode } from "../errors.ts";
import { askLocal } from "../local/client.ts";
import { statusSchema } from "../local/messages.ts";
import { appLevels } from "../state/files.ts";
import { agentVersion } from "../version.ts";
import { login, logout, whoami } from "./account.ts";
import { type CommandContext, createCommandContext } from "./context.ts";
import { type EnrollOptions, enroll } from "./enroll.ts";
import { type ExposeOptions, expose } from "./expose.ts";
import { createOutput } from "./output.ts";
import type { Shutdown } from "./shutdown.ts";
import { describeStatus } from "./status.ts";
import { up } from "./up.ts";

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

type Run = <A extends unknown[]>(
  action: (ctx: CommandContext, ...args: A) => Promise<void>,
) => (...args: A) => Promise<void>;

function buildProgram(run: Run, shutdown: Shutdown): Command {
  const program = new Command("homeport")
    .description("Puts what runs on this machine at a public address.")
    .exitOverride()
    .showHelpAfterError();
  const command = (name: string, does: string) =>
    program
      .command(name)
      .description(does)
      .option("--json", "print the result as JSON")
      .option("--debug", "show where an error came from");

  command("login", "sign this command in through a browser")
    .option("--url <address>", "address of the console")
    .action(run((ctx, options: { url?: string }) => login(ctx, options)));
  command("logout", "sign this command out").action(run((ctx) => logout(ctx)));
  command("whoami", "say who this command acts as").action(run((ctx) => whoami(ctx)));
  command("enroll", "make this machine a host")
    .option("--code <code>", "enrolment code from the console")
    .option("--url <address>", "address of the console")
    .option("--name <name>", "name of this machine")
    .option("--org <organization>", "organization, when you are in several")
    .action(run((ctx, options: EnrollOptions) => enroll(ctx, options)));
  command("up", "run the agent in the foreground")
    .option("--replace", "take the place of an agent that runs already")
    .action(run((ctx, options: { replace?: boolean }) => up(ctx, options, shutdown)));
  command("expose <target>", "give a local port or target a public address")
    .requiredOption("--name <name>", "name of the app, the first label of its address", appName)
    .addOption(new Option("--level <level>", "who may pass").choices(appLevels).default("owner"))
    .action(
      run((ctx, target: string, options: ExposeOptions) => expose(ctx, target, options, shutdown)),
    );
  command("status", "show tunnels and apps of the running agent").action(run(showStatus));
  command("version", "print the version of this command and of its protocol").action(
    run(async (ctx) => {
      const facts = { version: agentVersion, protocols: [protocolVersion] };
      ctx.output.result(facts, `homeport ${agentVersion} (tunnel protocol ${protocolVersion})`);
    }),
  );
  return program;
}

async function showStatus(ctx: CommandContext): Promise<void> {
  const status = statusSchema.parse(await askLocal(ctx.folder.socketPath, { op: "status" }));
  ctx.output.result(status, describeStatus(status, ctx.clock.nowMs()));
}

/** The same rule as the address: checked here too, so that a typing error is told at once. */
function appName(text: string): string {
  if (/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(text)) return text;
  throw new InvalidArgumentError("1 to 63 of a-z, 0-9 and -, no hyphen at an end.");
}

function isHelp(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : "";
  return code === "commander.helpDisplayed" || code === "commander.help";
}

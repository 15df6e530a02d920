import { protocolVersion } from "@homeport/tunnel";
import { type Command, InvalidArgumentError, Option } from "commander";
import { appNameForm } from "../config/app-name.ts";
import { askLocal } from "../local/client.ts";
import { statusSchema } from "../local/messages.ts";
import { appLevels } from "../state/files.ts";
import { agentVersion } from "../version.ts";
import { login, logout, whoami } from "./account.ts";
import { unexpose } from "./apps.ts";
import { configCheck, configPath } from "./config.ts";
import { type ConnectOptions, connect } from "./connect.ts";
import type { CommandContext } from "./context.ts";
import { doctor } from "./doctor.ts";
import { parseDuration } from "./duration.ts";
import { type EnrollOptions, enroll } from "./enroll.ts";
import { type ExplainOptions, explainAddress } from "./explain.ts";
import { type ExposeOptions, expose } from "./expose.ts";
import { type LogsOptions, logs } from "./logs.ts";
import { rotateKey } from "./rotate-key.ts";
import { type ServiceOptions, serviceInstall, serviceStatus, serviceUninstall } from "./service.ts";
import { type ShareOptions, share } from "./share.ts";
import type { Shutdown } from "./shutdown.ts";
import { describeStatus } from "./status.ts";
import { unenroll } from "./unenroll.ts";
import { up } from "./up.ts";

const dayMs = 86_400_000;

/** Wraps an action so that it is handed its context and its failures are printed. */
export type Run = <A extends unknown[]>(
  action: (ctx: CommandContext, ...args: A) => Promise<void>,
) => (...args: A) => Promise<void>;

/** A command with what every command takes. */
export function addCommand(parent: Command, name: string, does: string): Command {
  return parent
    .command(name)
    .description(does)
    .option("--json", "print the result as JSON")
    .option("--debug", "show where an error came from");
}

/** Who acts, and which host this machine is. */
export function addAccountCommands(program: Command, run: Run, shutdown: Shutdown): void {
  addCommand(program, "login", "sign this command in through a browser")
    .option("--url <address>", "address of the console", consoleAddress)
    .action(run((ctx, options: { url?: string }) => login(ctx, options)));
  addCommand(program, "logout", "sign this command out").action(run((ctx) => logout(ctx)));
  addCommand(program, "whoami", "say who this command acts as").action(run((ctx) => whoami(ctx)));
  addCommand(program, "enroll", "make this machine a host")
    .option("--code <code>", "enrolment code from the console")
    .option("--url <address>", "address of the console", consoleAddress)
    .option("--name <name>", "name of this machine")
    .option("--org <organization>", "organization, when you are in several")
    .option("--machine-of <folder>", "state folder of another host that this machine is")
    .action(run((ctx, options: EnrollOptions) => enroll(ctx, options)));
  addCommand(program, "rotate-key", "give this host a new key").action(
    run((ctx) => rotateKey(ctx, shutdown)),
  );
  addCommand(program, "unenroll", "end this host").action(run((ctx) => unenroll(ctx)));
}

/** What this host puts at public addresses. */
export function addAppCommands(program: Command, run: Run, shutdown: Shutdown): void {
  addCommand(program, "expose <target>", "give a local port or target a public address")
    .requiredOption("--name <name>", "name of the app, the first label of its address", appName)
    .addOption(new Option("--level <level>", "who may pass").choices(appLevels).default("owner"))
    .option("--tcp", "the target speaks no HTTP")
    .action(
      run((ctx, target: string, options: ExposeOptions) => expose(ctx, target, options, shutdown)),
    );
  addCommand(program, "unexpose <name>", "take an app of this host away").action(
    run((ctx, name: string) => unexpose(ctx, name)),
  );
  addCommand(program, "connect <app>", "reach an app that speaks no HTTP through a local port")
    .requiredOption("--local <port>", "port of this machine to listen on; 0 takes a free one", port)
    .option("--url <address>", "address of the console", consoleAddress)
    .option("--org <organization>", "organization, when you are in several")
    .action(
      run((ctx, app: string, options: ConnectOptions) => connect(ctx, app, options, shutdown)),
    );
  addCommand(program, "explain <url>", "say who may open an address, and by which rule")
    .option("--as <email>", "for this person, or for anonymous; for you when left out")
    .option("--url <address>", "address of the console", consoleAddress)
    .option("--org <organization>", "organization, when you are in several")
    .action(run((ctx, url: string, options: ExplainOptions) => explainAddress(ctx, url, options)));
  addCommand(program, "share <app>", "make an address that opens an app to whoever holds it")
    .option("--for <duration>", "how long it works: 90m, 24h, 7d", duration, dayMs)
    .option("--uses <count>", "how often it may be opened; any number without it", count)
    .option("--path <path>", "the part of the app that it opens", "/")
    .option("--label <words>", "whom or what it is for", "")
    .option("--url <address>", "address of the console", consoleAddress)
    .option("--org <organization>", "organization, when you are in several")
    .action(run((ctx, app: string, options: ShareOptions) => share(ctx, app, options)));
}

/** The agent itself: running it and looking at it. */
export function addAgentCommands(program: Command, run: Run, shutdown: Shutdown): void {
  addCommand(program, "up", "run the agent in the foreground")
    .option("--replace", "take the place of an agent that runs already")
    .action(run((ctx, options: { replace?: boolean }) => up(ctx, options, shutdown)));
  addCommand(program, "status", "show tunnels and apps of the running agent").action(
    run((ctx) => showStatus(ctx)),
  );
  addCommand(program, "doctor", "look at everything between this machine and its relay")
    .option("--app <name>", "only this app's target")
    .action(run((ctx, options: { app?: string }) => doctor(ctx, options)));
  addCommand(program, "logs", "show what the agent wrote down")
    .option("-f, --follow", "go on until stopped")
    .option("--since <duration>", "only what is younger: 90s, 15m, 2h, 1d", duration)
    .action(run((ctx, options: LogsOptions) => logs(ctx, options, shutdown)));
  addCommand(program, "version", "print the version of this command and of its protocol").action(
    run(async (ctx) => {
      const facts = { version: agentVersion, protocols: [protocolVersion] };
      ctx.output.result(facts, `homeport ${agentVersion} (tunnel protocol ${protocolVersion})`);
    }),
  );
}

/** How the agent is set up on this machine. */
export function addSetupCommands(program: Command, run: Run): void {
  const config = program.command("config").description("the configuration file");
  addCommand(config, "check [file]", "list every problem of the file with its line").action(
    run((ctx, file: string | undefined) => configCheck(ctx, file)),
  );
  addCommand(config, "path", "print where the file is read from").action(
    run((ctx) => configPath(ctx)),
  );
  const service = program.command("service").description("the agent as a systemd service");
  const addService = (name: string, does: string) =>
    addCommand(service, name, does).option("--user", "the service of this user, not of the system");
  addService("install", "run the agent now and at every start")
    .option("--print", "only print the unit")
    .action(run((ctx, options: ServiceOptions) => serviceInstall(ctx, options)));
  addService("uninstall", "stop the service and take it away").action(
    run((ctx, options: ServiceOptions) => serviceUninstall(ctx, options)),
  );
  addService("status", "say whether the service runs").action(
    run((ctx, options: ServiceOptions) => serviceStatus(ctx, options)),
  );
}

async function showStatus(ctx: CommandContext): Promise<void> {
  const status = statusSchema.parse(await askLocal(ctx.folder.socketPath, { op: "status" }));
  ctx.output.result(status, describeStatus(status, ctx.clock.nowMs()));
}

/** `localhost:3000` would be read as a scheme of its own. */
export function consoleAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url.origin;
  throw new InvalidArgumentError(
    "Write it with http:// or https://, like https://home.example.org.",
  );
}

function port(text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= 0 && number <= 65_535) return number;
  throw new InvalidArgumentError("Give a port from 0 to 65535.");
}

export function count(text: string): number {
  const number = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (number > 0) return number;
  throw new InvalidArgumentError("Give a whole number from 1 to 999999.");
}

/** The same rule as the address: checked here too, so that a typing error is told at once. */
function appName(text: string): string {
  if (appNameForm.test(text)) return text;
  throw new InvalidArgumentError("1 to 63 of a-z, 0-9 and -, no hyphen at an end.");
}

function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms === null) throw new InvalidArgumentError("Give a number and a unit: 90s, 15m, 2h, 1d.");
  return ms;
}

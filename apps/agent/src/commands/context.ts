import { type Clock, type Random, systemClock, systemRandom } from "@homeport/platform";
import type { AgentEnv } from "../env.ts";
import { AgentError } from "../errors.ts";
import { type HostFile, type StateFiles, stateFiles } from "../state/files.ts";
import { locateState, type StateFolder } from "../state/folder.ts";
import type { Output } from "./output.ts";

const defaultWebUrl = "http://localhost:3000";

/** What every command is handed. */
export interface CommandContext {
  readonly env: AgentEnv;
  /** How this very command was started: the program and its script. */
  readonly program: readonly string[];
  readonly folder: StateFolder;
  readonly files: StateFiles;
  readonly output: Output;
  /** Whether somebody looks on, so that a line may be drawn over. */
  readonly isTerminal: boolean;
  readonly clock: Clock;
  readonly random: Random;
}

export function createCommandContext(env: AgentEnv, output: Output): CommandContext {
  const folder = locateState(env.home);
  const files = stateFiles(folder);
  const program = [process.execPath, ...process.argv.slice(1, 2)];
  const isTerminal = process.stdout.isTTY === true;
  const chance = { clock: systemClock, random: systemRandom };
  return { env, program, folder, files, output, isTerminal, ...chance };
}

/** The console that a command talks to: `--url`, HOMEPORT_URL, the enrolled or signed-in one, or the usual. */
export async function chooseWebUrl(
  ctx: CommandContext,
  given: string | undefined,
): Promise<string> {
  const known = given ?? ctx.env.url;
  if (known !== undefined) return new URL(known).origin;
  const user = await ctx.files.user.read();
  if (user !== null) return user.webUrl;
  return (await ctx.files.host.read())?.webUrl ?? defaultWebUrl;
}

/** The sign-in token for that console, or null. A token kept for another console is not shown to it. */
export async function findToken(ctx: CommandContext, webUrl: string): Promise<string | null> {
  if (ctx.env.token !== undefined) return ctx.env.token;
  const user = await ctx.files.user.read();
  return user !== null && new URL(user.webUrl).origin === new URL(webUrl).origin
    ? user.token
    : null;
}

/** The host that this state folder belongs to; throws `NOT_ENROLLED`. */
export async function requireHost(ctx: CommandContext): Promise<HostFile> {
  const host = await ctx.files.host.read();
  if (host === null) throw new AgentError("NOT_ENROLLED", { detail: ctx.folder.root });
  return host;
}

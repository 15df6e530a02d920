import { describeApp, describeListed, findConsoleApp, listConsoleApps } from "./console-app.ts";
import type { CommandContext } from "./context.ts";
import { findHost } from "./find-host.ts";
import { type ConsoleOptions, signedIn } from "./signed-in.ts";

export interface ListOptions extends ConsoleOptions {
  readonly host?: string;
}

/** `homeport apps list`: every app of the organization, or of one host, as the console knows them. */
export async function listAllApps(ctx: CommandContext, options: ListOptions): Promise<void> {
  const who = await signedIn(ctx, options);
  const host = options.host === undefined ? null : await findHost(who, options.host);
  const apps = await listConsoleApps(who, host === null ? {} : { hostId: host.hostId });
  ctx.output.result({ apps }, apps.map(describeListed).join("\n") || "no apps yet");
}

/** `homeport apps info`: one app in full. */
export async function showApp(
  ctx: CommandContext,
  name: string,
  options: ConsoleOptions,
): Promise<void> {
  const who = await signedIn(ctx, options);
  const app = await findConsoleApp(who, name);
  ctx.output.result({ app }, describeApp(app, ctx.clock.nowMs()));
}

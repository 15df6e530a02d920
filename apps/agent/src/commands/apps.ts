import { checkConfig } from "../config/config.ts";
import { askConsole, openConsole } from "../console/console.ts";
import { AgentError } from "../errors.ts";
import type { AgentStatus } from "../local/messages.ts";
import { forgetAnswerSchema } from "../local/messages.ts";
import type { DeclaredApp } from "../state/files.ts";
import { type CommandContext, findToken, requireHost } from "./context.ts";
import { askIfRunning, readStatus } from "./running-agent.ts";
import { describeApp } from "./status.ts";

type ListedApp = AgentStatus["apps"][number];

/** `homeport apps`: what this host declares, from the running agent or from its files. */
export async function listApps(ctx: CommandContext): Promise<void> {
  await requireHost(ctx);
  const apps = (await readStatus(ctx))?.apps ?? (await readApps(ctx));
  const text = apps.map(describeApp).join("\n");
  ctx.output.result({ apps }, text || "no apps yet: homeport expose <port> --name <name>");
}

async function readApps(ctx: CommandContext): Promise<ListedApp[]> {
  const kept = (await ctx.files.apps.read())?.apps ?? [];
  const configured = (await checkConfig(ctx.folder.configFile)).config?.apps ?? [];
  const list = (apps: readonly DeclaredApp[], from: ListedApp["from"]): ListedApp[] =>
    apps.map((app) => ({ ...app, from, problem: null, lastConnect: null }));
  const names = new Set(configured.map(({ name }) => name));
  return [
    ...list(
      kept.filter(({ name }) => !names.has(name)),
      "command",
    ),
    ...list(configured, "file"),
  ];
}

/**
 * `homeport unexpose`: the host carries the app no more, and the signed-in person removes it from
 * the console. What only the console can do is said where nobody is signed in.
 */
export async function unexpose(ctx: CommandContext, name: string): Promise<void> {
  const host = await requireHost(ctx);
  const { config } = await checkConfig(ctx.folder.configFile);
  if (config?.apps.some((app) => app.name === name)) {
    throw new AgentError("APP_OF_FILE", { detail: ctx.folder.configFile });
  }
  const forgotten = await forget(ctx, name);
  const token = await findToken(ctx, host.webUrl);
  const removed = token === null ? false : await removeFromConsole(ctx, name, token);
  if (!forgotten && !removed) throw new AgentError("APP_UNKNOWN", { detail: name });
  ctx.output.result(
    { name, forgotten, removed },
    removed
      ? `${name} is removed, and its address with it.`
      : `${name} is not carried any more. Its address stays until it is removed in the console: ${host.webUrl}`,
  );
}

async function forget(ctx: CommandContext, name: string): Promise<boolean> {
  const asked = await askIfRunning(ctx, { op: "forget", name });
  if (asked !== null) return forgetAnswerSchema.parse(asked.answer).forgotten;
  const kept = (await ctx.files.apps.read())?.apps ?? [];
  const left = kept.filter((app) => app.name !== name);
  if (left.length < kept.length) await ctx.files.apps.write({ apps: left });
  return left.length < kept.length;
}

async function removeFromConsole(
  ctx: CommandContext,
  name: string,
  token: string,
): Promise<boolean> {
  const { hostId, webUrl, organizationId } = await requireHost(ctx);
  const console = openConsole(webUrl, token, organizationId);
  return await askConsole(webUrl, async () => {
    const { items } = await console.apps.list.query({ hostId, text: name });
    const app = items.find((item) => item.name === name);
    if (app !== undefined) await console.apps.remove.mutate({ appId: app.appId });
    return app !== undefined;
  });
}

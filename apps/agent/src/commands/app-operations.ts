import { AgentError } from "../errors.ts";
import { askLine } from "./ask-line.ts";
import { type ConsoleApp, findConsoleApp } from "./console-app.ts";
import type { CommandContext } from "./context.ts";
import { followOperation } from "./follow-operation.ts";
import type { Shutdown } from "./shutdown.ts";
import { type ConsoleOptions, type SignedIn, signedIn } from "./signed-in.ts";

export interface OperateOptions extends ConsoleOptions {
  /** False to return at once; what was asked for goes on. */
  readonly wait: boolean;
}

export interface UninstallOptions extends OperateOptions {
  readonly yes?: boolean;
  readonly deleteData?: boolean;
}

type Verb = "start" | "stop" | "uninstall";

const words = {
  start: { done: "runs", away: "starts it if it returns within a few minutes" },
  stop: { done: "is stopped", away: "stops it when it returns" },
  uninstall: {
    done: "is uninstalled",
    away: "removes it when it returns; its name is free already",
  },
} as const satisfies Record<Verb, { done: string; away: string }>;

/** `homeport apps start` and `stop`: asks for it, and waits until it is so. */
export async function startOrStopApp(
  ctx: CommandContext,
  asked: { readonly verb: "start" | "stop"; readonly name: string },
  options: OperateOptions,
  shutdown: Shutdown,
): Promise<void> {
  const { verb, name } = asked;
  const who = await signedIn(ctx, options);
  const app = await findConsoleApp(who, name);
  const { operationId } = await who.ask((console) =>
    console.apps[verb].mutate({ appId: app.appId }),
  );
  await tellOutcome(ctx, { who, app, verb, operationId, wait: options.wait }, shutdown);
}

/** `homeport apps uninstall`: removes an app from its host, once its name was typed. */
export async function uninstallApp(
  ctx: CommandContext,
  name: string,
  options: UninstallOptions,
  shutdown: Shutdown,
): Promise<void> {
  const who = await signedIn(ctx, options);
  const app = await findConsoleApp(who, name);
  const deleteData = options.deleteData === true;
  if (options.yes !== true) await confirm(app, deleteData, shutdown);
  const { operationId } = await who.ask((console) =>
    console.apps.uninstall.mutate({ appId: app.appId, deleteData }),
  );
  const asked = { who, app, verb: "uninstall" as const, operationId, wait: options.wait };
  await tellOutcome(ctx, asked, shutdown);
}

async function confirm(app: ConsoleApp, deleteData: boolean, shutdown: Shutdown): Promise<void> {
  const host = app.hostName ?? "its host";
  const data = deleteData
    ? `everything that it has stored on ${host} is deleted for good`
    : `what it has stored stays on ${host}`;
  const typed = await askLine(
    `${app.title} is uninstalled; ${data}.\nType its name, ${app.name}, to go on: `,
    shutdown,
  );
  if (typed !== app.name) throw new AgentError("NOT_CONFIRMED", { detail: app.name });
}

interface Asked {
  readonly who: SignedIn;
  readonly app: ConsoleApp;
  readonly verb: Verb;
  /** Null when nothing was left to be done. */
  readonly operationId: string | null;
  readonly wait: boolean;
}

/** Waits for what was asked for, where somebody is there to do it, and says what became of it. */
async function tellOutcome(
  ctx: CommandContext,
  { who, app, verb, operationId, wait }: Asked,
  shutdown: Shutdown,
): Promise<void> {
  const { appId, name } = app;
  const result = { app: name, appId, operationId };
  if (operationId !== null && !app.hostOnline) {
    const text = `${app.hostName ?? "Its host"} is offline: it ${words[verb].away}.`;
    return ctx.output.result({ ...result, state: "queued" }, text);
  }
  if (operationId !== null && !wait) {
    return ctx.output.result({ ...result, state: "queued" }, `Asked for: ${verb} ${name}.`);
  }
  if (operationId !== null) {
    const followed = { who, app, operationId, printsLog: false };
    const operation = await followOperation(ctx, followed, shutdown);
    if (operation === null && verb !== "uninstall") return leave(ctx, result);
    if (operation === null && (await isThere(who, appId))) return leave(ctx, result);
  }
  ctx.output.result({ ...result, state: "done" }, `${name} ${words[verb].done}.`);
}

async function isThere({ find }: SignedIn, appId: string): Promise<boolean> {
  return (await find((console) => console.apps.get.query({ appId }))) !== null;
}

function leave(ctx: CommandContext, result: { readonly app: string }): void {
  const text = `It goes on without this command. See how it is with: homeport apps info ${result.app}`;
  ctx.output.result({ ...result, state: "running" }, text);
}

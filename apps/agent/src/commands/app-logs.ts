import { type ConsoleApp, findConsoleApp } from "./console-app.ts";
import type { CommandContext } from "./context.ts";
import { type ConsoleOptions, type SignedIn, signedIn } from "./signed-in.ts";

export interface AppLogsOptions extends ConsoleOptions {
  readonly lines: number;
  /** What the last operation has printed, though the app itself could be asked. */
  readonly operation?: boolean;
}

const mostLines = 1_000;

interface AppLog {
  readonly source: "app" | "operation";
  readonly lines: readonly string[];
  /** Why these are not the app's own lines. */
  readonly note: string | null;
}

/**
 * `homeport apps logs`: the last lines that an app has printed, read from its host now; those of its last operation
 * where the host is away, or they are asked for.
 */
export async function showAppLogs(
  ctx: CommandContext,
  name: string,
  options: AppLogsOptions,
): Promise<void> {
  const who = await signedIn(ctx, options);
  const app = await findConsoleApp(who, name);
  const log = await readLog(who, app, options);
  if (log.note !== null) ctx.output.line(log.note);
  const text = log.lines.join("\n") || "nothing was printed";
  ctx.output.result({ app: app.name, appId: app.appId, ...log }, text);
}

async function readLog(
  who: SignedIn,
  app: ConsoleApp,
  { lines: asked, operation = false }: AppLogsOptions,
): Promise<AppLog> {
  const { appId } = app;
  const lines = Math.min(asked, mostLines);
  if (operation) return { ...(await readLastOperation(who, appId, lines)), note: null };
  if (!app.hostOnline) {
    const note = `${app.hostName ?? "Its host"} is offline; this is what the last operation printed:`;
    return { ...(await readLastOperation(who, appId, lines)), note };
  }
  const tail = await who.ask((console) => console.apps.tailLog.mutate({ appId, lines }));
  if (tail.refusal === null) return { source: "app", lines: tail.lines, note: null };
  const note = `${tail.refusal.sentence} (${tail.refusal.code}) This is what the last operation printed:`;
  return { ...(await readLastOperation(who, appId, lines)), note };
}

async function readLastOperation(
  { ask }: SignedIn,
  appId: string,
  lines: number,
): Promise<Omit<AppLog, "note">> {
  const page = await ask((console) => console.apps.operations.query({ appId, limit: 20 }));
  const last = page.items.find(({ hasLog }) => hasLog);
  if (last === undefined) return { source: "operation", lines: [] };
  const { operationId } = last;
  const { text } = await ask((console) => console.apps.log.query({ operationId }));
  return { source: "operation", lines: text.trimEnd().split("\n").slice(-lines) };
}

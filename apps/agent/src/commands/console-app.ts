import type { HomeportClient } from "@homeport/client";
import { AgentError } from "../errors.ts";
import { duration } from "./duration.ts";
import type { SignedIn } from "./signed-in.ts";

type Page = Awaited<ReturnType<HomeportClient["apps"]["list"]["query"]>>;

/** An app as the console knows it, on whichever host. */
export type ConsoleApp = Page["items"][number];

const aPage = 200;

/** Every app of the organization whose title or name has this text in it. */
export async function listConsoleApps(
  { ask }: Pick<SignedIn, "ask">,
  filter: { readonly text?: string; readonly hostId?: string } = {},
): Promise<ConsoleApp[]> {
  const apps: ConsoleApp[] = [];
  let cursor: string | undefined;
  do {
    const page: Page = await ask((console) =>
      console.apps.list.query({ ...filter, limit: aPage, cursor }),
    );
    apps.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return apps;
}

/** The app of this name: the one that is to stay, else one that is being uninstalled. Throws `APP_UNKNOWN`. */
export async function findConsoleApp(who: SignedIn, name: string): Promise<ConsoleApp> {
  const named = (await listConsoleApps(who, { text: name })).filter((app) => app.name === name);
  const app = named.find(({ desired }) => desired !== "uninstalled") ?? named[0];
  if (app === undefined) {
    throw new AgentError("APP_UNKNOWN", {
      detail: name,
      remedy: "See them with: homeport apps list",
    });
  }
  return app;
}

/** How an app is, in a few words. */
export function stateOf(app: ConsoleApp): string {
  if (app.carrier === "external") return app.isVerified ? "guarded" : "waiting for DNS";
  const away = app.hostOnline ? "" : `, ${app.hostName ?? "its host"} offline`;
  if (app.desired === "uninstalled") return `being uninstalled${away}`;
  if (app.runtime === "none") return app.hostOnline ? "reachable" : "host offline";
  if (app.status === "failed") return `failed: ${app.failure?.code ?? "?"}${away}`;
  return `${app.status}${away}`;
}

/** An app in a line: its state, its address, and its host. */
export function describeListed(app: ConsoleApp): string {
  const place = app.hostName === null ? "its own proxy" : app.hostName;
  return `${app.name}  ${stateOf(app)}  ${app.url ?? "–"}  (${place}, ${app.level ?? "no rule"})`;
}

/** An app in full; `nowMs` is the wall clock. */
export function describeApp(app: ConsoleApp, nowMs: number): string {
  const since =
    app.statusSince === null ? "" : ` for ${duration(nowMs - app.statusSince.getTime())}`;
  const lines = [
    `${app.title}  ${app.url ?? "no address"}`,
    `state     ${stateOf(app)}${since}`,
    ...(app.failure === null ? [] : [`          ${reasonOf(app.failure)}`]),
    `host      ${app.hostName ?? "none: its own proxy serves it"}`,
    `who       ${app.level ?? "nobody: its rules are damaged"}`,
    `visited   ${app.lastAccessAt === null ? "never" : `${duration(nowMs - app.lastAccessAt.getTime())} ago`}`,
  ];
  if (app.runtime === "none") return lines.join("\n");
  return [
    ...lines,
    `runs as   ${app.runtime === "compose" ? "containers, by Docker Compose" : "a program"}`,
    `stops     ${app.idleStopMs === null ? "only when told to" : `after ${duration(app.idleStopMs)} without visitors`}`,
    `starts    ${app.alwaysOn ? "whenever it is stopped" : app.autostart ? "when somebody visits it" : "only when told to"}`,
  ].join("\n");
}

function reasonOf({ sentence, detail }: { sentence: string; detail: string | null }): string {
  return detail === null ? sentence : `${sentence} (${detail})`;
}

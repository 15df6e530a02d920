import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { carrierNodeArgs } from "@homeport/platform";
import { z } from "zod";
import { RemedyError } from "../remedy-error.ts";
import { entryOf, type RunSettings } from "./app-plan.ts";
import { answersHttp, type ProgramPlan } from "./app-process.ts";
import { type ConsoleClient, ConsoleRefusal } from "./console-client.ts";
import { readJson, writePrivateJson } from "./private-file.ts";
import { runAgentCommand } from "./run-agent-command.ts";
import type { Supervisor } from "./supervisor.ts";

export type DemoHost = { appUrl: string; hostId: string; agentHome: string };

type DemoPlan = {
  settings: RunSettings;
  client: ConsoleClient;
  supervisor: Supervisor;
  signal: AbortSignal;
};

const appName = "demo";
const onlineDeadlineMs = 30_000;
const demoRank = 10;

const noteSchema = z.object({ hostId: z.string(), webUrl: z.string() });
const codeAnswer = z.object({ code: z.string() });
const hostAnswer = z.object({ hostId: z.string(), status: z.string(), online: z.boolean() });
const appsAnswer = z.object({
  items: z.array(z.object({ hostId: z.string(), name: z.string(), url: z.string().nullable() })),
});

/**
 * Runs the sample app and a host that publishes it to the organization's members, by the very commands
 * that a person would type. What was enrolled and published by an earlier run is found again.
 */
export async function startDemoHost(plan: DemoPlan): Promise<DemoHost> {
  const { folders, ports } = plan.settings;
  for (const folder of [folders.demoApp, folders.demoAgent]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  await plan.supervisor.start({
    ...programPlan(plan.settings, "demo"),
    app: "demo",
    entry: fileURLToPath(new URL("../demo/main.ts", import.meta.url)),
    args: [String(ports.demo), folders.demoApp],
    port: ports.demo,
    isReady: () => answersHttp(`http://127.0.0.1:${ports.demo}/`),
  });
  const hostId = await ensureEnrolled(plan);
  await plan.supervisor.start({
    ...programPlan(plan.settings, "agent"),
    app: "agent",
    // It ends the apps that it runs before it goes, as everything else of the run ends.
    watchesParent: true,
    entry: entryOf("agent", plan.settings),
    nodeArgs: carrierNodeArgs,
    args: ["up"],
    port: null,
    isReady: () => isOnline(plan.client, hostId),
    readyDeadlineMs: onlineDeadlineMs,
  });
  return { hostId, appUrl: await ensurePublished(plan, hostId), agentHome: folders.demoAgent };
}

type Program = Omit<ProgramPlan, "entry" | "isReady">;

function programPlan({ env, folders }: RunSettings, name: string): Program {
  return {
    name,
    env: agentEnv(env, folders.demoAgent),
    cwd: folders.root,
    logFile: join(folders.logs, `${name}.log`),
    rank: demoRank,
    watchesParent: false,
  };
}

/** A host knows nothing of the stores behind the console: it gets none of their addresses. */
function agentEnv(env: Record<string, string>, home: string): Record<string, string> {
  const { PATH = "", HOME = "" } = env;
  return { PATH, HOME, HOMEPORT_HOME: home };
}

/**
 * The host that an earlier run enrolled at this address, or a new enrolment. After the ports have moved,
 * the same key enrols again, which gives the same host and tells the agent where the relay is now.
 */
async function ensureEnrolled(plan: DemoPlan): Promise<string> {
  const noteFile = join(plan.settings.folders.demo, "host.json");
  const webUrl = plan.settings.env["HOMEPORT_WEB_URL"] ?? "";
  const note = noteSchema.safeParse(readJson(noteFile)).data;
  if (note?.webUrl === webUrl) {
    const host = await readHost(plan.client, note.hostId);
    if (host?.status === "active") return note.hostId;
  }
  const { code } = codeAnswer.parse(
    await plan.client.mutate("hosts.createCode", { machineName: "demo", mayPublish: true }),
  );
  const answer = await agentCommand(plan, ["enroll", "--code", code, "--url", webUrl]);
  const { hostId } = z.object({ hostId: z.string() }).parse(answer);
  writePrivateJson(noteFile, { hostId, webUrl });
  return hostId;
}

async function ensurePublished(plan: DemoPlan, hostId: string): Promise<string> {
  const known = await findAppUrl(plan.client, hostId);
  if (known) return known;
  const port = String(plan.settings.ports.demo);
  await agentCommand(plan, ["expose", port, "--name", appName, "--level", "members"]);
  const untilMs = performance.now() + onlineDeadlineMs;
  while (performance.now() < untilMs) {
    const url = await findAppUrl(plan.client, hostId);
    if (url) return url;
    await sleep(200, undefined, { signal: plan.signal });
  }
  throw new RemedyError(
    "The demo app was published, but the console shows no address for it.",
    "Read .data/logs/agent.log and .data/logs/relay.log, or start with --no-demo.",
  );
}

function agentCommand({ settings, signal }: DemoPlan, args: string[]): Promise<unknown> {
  const agent = {
    entry: entryOf("agent", settings),
    env: agentEnv(settings.env, settings.folders.demoAgent),
    cwd: settings.folders.root,
  };
  return runAgentCommand(agent, args, signal);
}

/** Null when this console does not know the host: its data is younger than the note. */
async function readHost(client: ConsoleClient, hostId: string) {
  try {
    return hostAnswer.parse(await client.query("hosts.get", { hostId }));
  } catch (error) {
    if (error instanceof ConsoleRefusal && error.status === 404) return null;
    throw error;
  }
}

/** A console that does not answer says nothing of the host: it may be starting again itself. */
function isOnline(client: ConsoleClient, hostId: string): Promise<boolean> {
  return readHost(client, hostId).then(
    (host) => host?.online ?? false,
    () => false,
  );
}

async function findAppUrl(client: ConsoleClient, hostId: string): Promise<string | null> {
  const { items } = appsAnswer.parse(await client.query("apps.list", { hostId }));
  return items.find((app) => app.name === appName)?.url ?? null;
}

import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { type BalancerName, quickFolder } from "@homeport/services";
import { type SpawnedApp, spawnApp, waitFor } from "@homeport/testkit";
import { z } from "zod";

const ownRoot = fileURLToPath(new URL("../../../..", import.meta.url));
const upWithinMs = 240_000;

const runSchema = z.object({
  webUrl: z.url(),
  appsUrl: z.url(),
  webUrls: z.array(z.url()),
  relayUrls: z.array(z.url()),
  opsUrls: z.object({ web: z.array(z.url()), relay: z.array(z.url()) }),
  databaseUrl: z.string(),
  redisUrl: z.string(),
  catalogRepo: z.string().nullable(),
  admin: z.object({ email: z.string(), password: z.string() }),
  demo: z.object({ hostId: z.string(), agentHome: z.string() }),
  processes: z.array(z.object({ app: z.string(), pid: z.number(), port: z.number().nullable() })),
});

const besideSchema = runSchema.omit({ admin: true, demo: true });

/** Homeport as `pnpm start` runs it. */
export interface StartedHomeport
  extends AsyncDisposable,
    Omit<z.infer<typeof runSchema>, "processes"> {
  /** Publishes a port of this machine to everybody, through the agent of the demo host. */
  expose(port: number, name: string): Promise<void>;
  /** Runs a command of operators on its stores; rejects when it is refused. */
  ops(...words: string[]): Promise<void>;
  /** Everything that it keeps. */
  readonly folder: string;
  /** What keys are derived from. */
  readonly secret: string;
  /** The vault that the run begins with, and the key of a device that signs for it. */
  readonly sampleVault: { readonly vaultId: string; readonly keyFile: string };
  /** Its processes now: those that ended have others in their places. */
  processes(): z.infer<typeof runSchema>["processes"];
}

/** Starts it with ports and data of its own; disposing it does what Ctrl-C does. */
export async function startHomeport(plan: {
  portBase: number;
  web?: number;
  worker?: number;
  relay: number;
  front?: BalancerName;
  /** What it is told beside, such as stores that are there already. */
  env?: Record<string, string>;
  /** The checkout whose programs run, this one unless told. */
  root?: string;
}): Promise<StartedHomeport> {
  const { root = ownRoot } = plan;
  const { app, data, end } = spawnStart(plan, root);
  try {
    const runFile = join(data, "run.json");
    await awaitRun(app, runFile);
    const run = parseRun(runFile);
    return {
      ...run,
      folder: data,
      expose: (port, name) => expose(root, run, port, name),
      ops: (...words) => runOps(root, data, words),
      secret: readFileSync(join(data, "secret"), "utf8").trim(),
      sampleVault: readSampleVault(join(data, "demo", "vault")),
      processes: () => parseRun(runFile).processes,
      [Symbol.asyncDispose]: end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** More replicas of a Homeport that runs, from another checkout: same stores, same secret, same addresses. */
export async function startBeside(
  first: StartedHomeport,
  plan: { portBase: number },
): Promise<AsyncDisposable & z.infer<typeof besideSchema>> {
  const { app, data, end } = spawnStart(
    {
      ...{ ...plan, relay: 1, args: ["--no-demo"] },
      env: {
        ...{ DATABASE_URL: first.databaseUrl, REDIS_URL: first.redisUrl },
        ...{ HOMEPORT_SECRET: first.secret, HOMEPORT_MAX_REPLICAS: "2" },
        ...{ HOMEPORT_WEB_URL: first.webUrl, HOMEPORT_APPS_URL: first.appsUrl },
        HOMEPORT_STORAGE: pathToFileURL(join(first.folder, "storage")).href,
      },
    },
    ownRoot,
  );
  try {
    const runFile = join(data, "run.json");
    await awaitRun(app, runFile);
    const run = besideSchema.parse(JSON.parse(readFileSync(runFile, "utf8")));
    return { ...run, [Symbol.asyncDispose]: end };
  } catch (error) {
    await end();
    throw error;
  }
}

function spawnStart(
  plan: {
    portBase: number;
    web?: number;
    worker?: number;
    relay: number;
    front?: BalancerName;
    env?: Record<string, string>;
    args?: readonly string[];
  },
  root: string,
) {
  const data = mkdtempSync(join(quickFolder(), "homeport-started-"));
  const app = spawnApp({
    entry: join(root, "tooling/services/src/commands/start.ts"),
    args: [
      ...["--web", String(plan.web ?? 1), "--worker", String(plan.worker ?? 1)],
      ...["--relay", String(plan.relay), "--front", plan.front ?? "own"],
      ...["--port-base", String(plan.portBase), "--data", data],
      ...(plan.args ?? []),
    ],
    cwd: root,
    ...(plan.env === undefined ? {} : { env: plan.env }),
  });
  const end = async () => {
    app.kill("SIGINT");
    await app.exited;
    rmSync(data, { recursive: true, force: true });
  };
  return { app, data, end };
}

async function awaitRun(app: SpawnedApp, runFile: string): Promise<void> {
  let hasEnded = false;
  void app.exited.then(() => {
    hasEnded = true;
  });
  await waitFor(() => hasEnded || existsSync(runFile), { deadlineMs: upWithinMs, everyMs: 100 });
  if (hasEnded) throw new Error(`start ended:\n${app.lines.slice(-20).join("\n")}`);
}

function parseRun(runFile: string): z.infer<typeof runSchema> {
  return runSchema.parse(JSON.parse(readFileSync(runFile, "utf8")));
}

function readSampleVault(folder: string): StartedHomeport["sampleVault"] {
  const note = JSON.parse(readFileSync(join(folder, "vault.json"), "utf8"));
  const { vaultId } = z.object({ vaultId: z.string() }).parse(note);
  return { vaultId, keyFile: join(folder, "laptop.json") };
}

async function expose(
  root: string,
  { demo }: z.infer<typeof runSchema>,
  port: number,
  name: string,
): Promise<void> {
  const agent = join(root, "apps/agent/dist/main.js");
  await promisify(execFile)(
    process.execPath,
    [agent, "expose", String(port), "--name", name, "--level", "public", "--json"],
    {
      env: { PATH: process.env["PATH"], HOMEPORT_HOME: demo.agentHome },
      timeout: 60_000,
    },
  );
}

async function runOps(root: string, data: string, words: readonly string[]): Promise<void> {
  const entry = join(root, "apps/web/src/ops/main.ts");
  await promisify(execFile)(process.execPath, [entry, ...words, "--data", data], {
    env: { PATH: process.env["PATH"] },
    timeout: 60_000,
  });
}

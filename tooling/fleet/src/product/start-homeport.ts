import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type BalancerName, quickFolder } from "@homeport/services";
import { type SpawnedApp, spawnApp, waitFor } from "@homeport/testkit";
import { z } from "zod";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
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

/** Homeport as `pnpm start` runs it. */
export interface StartedHomeport
  extends AsyncDisposable,
    Omit<z.infer<typeof runSchema>, "processes"> {
  /** Publishes a port of this machine to everybody, through the agent of the demo host. */
  expose(port: number, name: string): Promise<void>;
  /** Runs a command of operators on its stores; rejects when it is refused. */
  ops(...words: string[]): Promise<void>;
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
}): Promise<StartedHomeport> {
  const data = mkdtempSync(join(quickFolder(), "homeport-started-"));
  const app = spawnApp({
    entry: join(root, "tooling/services/src/commands/start.ts"),
    args: [
      ...["--web", String(plan.web ?? 1), "--worker", String(plan.worker ?? 1)],
      ...["--relay", String(plan.relay), "--front", plan.front ?? "own"],
      ...["--port-base", String(plan.portBase), "--data", data],
    ],
    cwd: root,
    ...(plan.env === undefined ? {} : { env: plan.env }),
  });
  const end = async () => {
    app.kill("SIGINT");
    await app.exited;
    rmSync(data, { recursive: true, force: true });
  };
  try {
    const runFile = join(data, "run.json");
    const run = await readRun(app, runFile);
    return {
      ...run,
      expose: (port, name) => expose(run, port, name),
      ops: (...words) => runOps(data, words),
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

async function readRun(app: SpawnedApp, runFile: string): Promise<z.infer<typeof runSchema>> {
  let hasEnded = false;
  void app.exited.then(() => {
    hasEnded = true;
  });
  await waitFor(() => hasEnded || existsSync(runFile), { deadlineMs: upWithinMs, everyMs: 100 });
  if (hasEnded) throw new Error(`start ended:\n${app.lines.slice(-20).join("\n")}`);
  return parseRun(runFile);
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

async function runOps(data: string, words: readonly string[]): Promise<void> {
  const entry = join(root, "apps/web/src/ops/main.ts");
  await promisify(execFile)(process.execPath, [entry, ...words, "--data", data], {
    env: { PATH: process.env["PATH"] },
    timeout: 60_000,
  });
}

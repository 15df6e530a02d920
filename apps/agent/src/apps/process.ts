import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, open } from "node:fs/promises";
import { isAbsolute, relative, resolve } from "node:path";
import type { Clock } from "@homeport/platform";
import type { AppManifest } from "@homeport/tunnel";
import { tailFiles } from "../log/tail-log.ts";
import { markName, type Surroundings } from "./child-env.ts";
import { AppFailure } from "./failure.ts";
import type { Job } from "./job.ts";
import type { AppLimits } from "./limits.ts";
import { outputSince, outputSize } from "./output-files.ts";
import { isPortFree } from "./ports.ts";
import { endGroup, findLeaders, identify, isSameProcess, readBoot } from "./process-identity.ts";
import type { AppPlaces, AppRecord } from "./record.ts";
import type { AppRuntime } from "./runtime.ts";

export interface ProcessParts {
  readonly clock: Clock;
  readonly limits: AppLimits;
  readonly surroundings: Surroundings;
}

/** How a process that this agent started ends, and where its output begins. */
interface Started {
  readonly end: Promise<string>;
  readonly fromBytes: number;
}

/** The system knows that a process has ended a moment before this program is told how. */
const endWithinMs = 2_000;

/**
 * Programs that the agent starts itself, each as the leader of a group of its own. They outlive the agent: their output
 * goes to files, and the next agent knows them by number and start.
 */
export function createProcessRuntime(parts: ProcessParts): AppRuntime {
  const { clock, limits } = parts;
  const started = new Map<string, Started>();

  async function isAlive(app: AppRecord): Promise<boolean> {
    return app.process !== null && (await isSameProcess(app.process));
  }

  async function startAnew(job: Job, manifest: AppManifest): Promise<void> {
    const { record, places } = job;
    if (await adoptUnkept(job)) return;
    // What it started may have outlived it, and holds its port.
    if (record.process !== null) await end(job);
    const port = await findPort(job, manifest);
    const fromBytes = await outputSize(places.outputFiles);
    const child = await launch(job, manifest, port, parts.surroundings);
    started.set(record.appId, { end: endOf(child), fromBytes });
    child.unref();
    await job.step("spawned");
    // One that has ended already has no start that could be read; its end is found as any other.
    const startedAt = (await identify(child.pid ?? 0))?.startedAt ?? "gone";
    await job.keep({ process: { pid: child.pid ?? 0, startedAt }, boot: await readBoot() });
    await job.step("recorded");
  }

  /** The agent before may have died between starting a process and keeping that it did. */
  async function adoptUnkept(job: Job): Promise<boolean> {
    if (job.record.process !== null || started.has(job.record.appId)) return false;
    const [found] = await findLeaders(`${markName}=${job.record.appId}`);
    if (found === undefined) return false;
    await job.keep({ process: found, boot: await readBoot() });
    return true;
  }

  async function end(job: Job): Promise<void> {
    const { record } = job;
    const left =
      record.process === null ? await findLeaders(`${markName}=${record.appId}`) : [record.process];
    for (const leader of left) {
      const isGone = await endGroup(leader, { clock, graceMs: limits.stopGraceMs });
      if (!isGone) throw new AppFailure("NOT_STOPPED", `process ${leader.pid} is still there`);
    }
    started.delete(record.appId);
    await job.keep({ process: null });
  }

  return {
    lifeEveryMs: 0,
    look: async (app) => ((await isAlive(app)) ? "up" : "down"),
    ask: async (app) => ((await isAlive(app)) ? "up" : "down"),
    async create({ places }) {
      await mkdir(places.folder, { recursive: true, mode: 0o700 });
    },
    async start(job, manifest, isUp) {
      if (!isUp) await startAnew(job, manifest);
    },
    async findEnd(app) {
      if (await isAlive(app)) return null;
      const told = started.get(app.appId)?.end;
      const untold = clock.sleep(told === undefined ? 0 : endWithinMs).then(() => "it ended");
      return await Promise.race([told ?? untold, untold]);
    },
    readOutput: (app, places) =>
      outputSince(places.outputFiles, started.get(app.appId)?.fromBytes ?? 0),
    stop: end,
    remove: end,
    tail: (_app, places, lines) => tailFiles({ files: places.outputFiles, lines }),
  };
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => {
      resolve(signal === null ? `it ended with code ${code}` : `it ended by ${signal}`);
    });
  });
}

/** The port that is kept, or another one; an app that cannot follow `PORT` has but the one. */
async function findPort(job: Job, manifest: AppManifest): Promise<number> {
  const { record } = job;
  if (await isPortFree(record.port)) return record.port;
  if (manifest.entry === undefined) return await job.movePort();
  throw new AppFailure("PORT_TAKEN", `port ${record.port} is taken by another program`);
}

async function launch(
  { places, record }: Job,
  manifest: AppManifest,
  port: number,
  surroundings: Surroundings,
): Promise<ChildProcess> {
  const { argv = [], env = {}, cwd } = manifest.process ?? {};
  const [program, ...args] = argv;
  if (program === undefined) throw new AppFailure("BAD_MANIFEST", "process.argv is empty");
  const folder = await makeWorkFolder(places, cwd);
  await using output = await open(places.outputFiles[1], "a", 0o600);
  const child = spawn(program, args, {
    cwd: folder,
    env: {
      ...{ HOME: places.folder, ...surroundings.forApps, ...env },
      ...{ PORT: String(port), HOMEPORT_APP_PORT: String(port) },
      ...{ HOMEPORT_APP_NAME: record.name, [markName]: record.appId },
    },
    detached: true,
    stdio: ["ignore", output.fd, output.fd],
  });
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", (cause) => {
      const why = "code" in cause ? `${program}: ${String(cause.code)}` : program;
      reject(new AppFailure("NOT_STARTED", why, { cause }));
    });
  });
  return child;
}

async function makeWorkFolder(places: AppPlaces, cwd = "."): Promise<string> {
  if (isAbsolute(cwd)) return cwd;
  const folder = resolve(places.folder, cwd);
  if (relative(places.folder, folder).startsWith("..")) {
    throw new AppFailure("BAD_MANIFEST", "process.cwd leads out of the app's folder");
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Where a process listens that cannot be told. */
export function fixedPort({ runtime, entry }: AppManifest): number | null {
  return runtime === "process" ? (entry?.port ?? null) : null;
}

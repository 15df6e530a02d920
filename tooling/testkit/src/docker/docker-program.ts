import { spawn } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Container, type DockerFault, DockerState, type Project } from "./state.ts";

/**
 * A `docker` for tests. It knows the Compose commands that an agent gives, keeps containers that really listen, and does
 * what the test has told it to do otherwise.
 */
const [folder = "", ...argv] = process.argv.slice(2);
const state = new DockerState(folder);
// That one is from its own script, and of nobody who calls it.
const { NODE_COMPILE_CACHE: _ownScript, ...env } = process.env;
state.record({
  argv,
  env: env as Record<string, string>,
  cwd: process.cwd(),
  pid: process.pid,
});

class Refused extends Error {}

const fault = takeFault(argv.join(" "));
try {
  if (fault?.killCaller === "before") process.kill(process.ppid, "SIGKILL");
  if (fault?.fail !== undefined) throw new Refused(fault.fail);
  await run();
  if (fault?.killCaller === "after") process.kill(process.ppid, "SIGKILL");
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

function takeFault(line: string): DockerFault | null {
  const { behaviour } = state;
  const found = behaviour.faults.find(({ when, times = 1 }) => line.includes(when) && times > 0);
  if (found?.times !== undefined) {
    found.times -= 1;
    state.behaviour = behaviour;
  }
  return found ?? null;
}

async function run(): Promise<void> {
  if (argv.join(" ") === "compose version --format json") {
    await pause();
    process.stdout.write('{"version":"v2.38.1"}\n');
    return;
  }
  const [compose, projectFlag, project = "", fileFlag, file = "", command = "", ...options] = argv;
  if (compose !== "compose" || projectFlag !== "-p" || fileFlag !== "-f") {
    throw new Refused(`docker: unknown command: docker ${argv.join(" ")}`);
  }
  const services = readServices(file);
  await pause();
  switch (`${command} ${options.join(" ")}`) {
    case "pull --quiet":
      return;
    case "up --no-start --remove-orphans":
      return await alone(project, () => void create(project, services));
    case "up -d --remove-orphans":
      return await alone(project, () => start(project, services));
    case "ps --all --format json":
      return list(project);
    case "stop -t 10":
      return await alone(project, () => stop(project));
    case "down --remove-orphans -t 10":
      return await alone(project, () => down(project, false));
    case "down --remove-orphans -t 10 --volumes":
      return await alone(project, () => down(project, true));
    default:
      if (command === "logs" && options[0] === "--no-color" && options[1] === "--tail") {
        return printLogs(project, Number(options[2]));
      }
      throw new Refused(`unknown docker command: "compose ${command} ${options.join(" ")}"`);
  }
}

async function pause(): Promise<void> {
  if (fault?.slowMs !== undefined) await sleep(fault.slowMs);
  while (fault?.untilFile !== undefined && !existsSync(fault.untilFile)) await sleep(10);
}

type Service = { image: string; ports?: string[] };

function readServices(file: string): Record<string, Service> {
  try {
    return JSON.parse(readFileSync(file, "utf8")).services;
  } catch {
    throw new Refused(`open ${file}: no such file or directory`);
  }
}

/** Two commands at once on one project make containers of the same name, and one of them fails. */
async function alone(project: string, work: () => Promise<void> | void): Promise<void> {
  const lock = `${state.projectFile(project)}.lock`;
  try {
    mkdirSync(lock);
  } catch {
    throw new Refused(`Conflict. The container name "/${project}-web-1" is already in use`);
  }
  try {
    await work();
  } finally {
    rmdirSync(lock);
  }
}

function create(name: string, services: Record<string, Service>): Project {
  const before = state.project(name) ?? { made: 0, containers: {} };
  const isNew = Object.keys(before.containers).length === 0;
  const containers: Record<string, Container> = {};
  for (const [service, { image }] of Object.entries(services)) {
    const fresh = { state: "created", image, hostPort: null, pid: null } as const;
    containers[service] = before.containers[service] ?? fresh;
  }
  const project = { made: before.made + (isNew ? 1 : 0), containers };
  state.keep(name, project);
  writeFileSync(state.volumeFile(name), "");
  if (fault?.crash === true) crash(name);
  return project;
}

async function start(name: string, services: Record<string, Service>): Promise<void> {
  const project = create(name, services);
  for (const [service, container] of Object.entries(project.containers)) {
    if (isRunning(container)) continue;
    const hostPort = publishedPort(services[service]);
    if (hostPort !== null && !(await isFree(hostPort))) {
      throw new Refused(`Bind for 127.0.0.1:${hostPort} failed: port is already allocated`);
    }
    const args = [
      state.folder,
      state.logFile(name, service),
      container.image,
      String(hostPort ?? ""),
    ];
    const program = fileURLToPath(new URL("container-program.ts", import.meta.url));
    const output = openSync("/dev/null", "w");
    const child = spawn(process.execPath, [program, ...args], {
      ...{ env: {}, cwd: "/", detached: true, stdio: ["ignore", output, output] },
    });
    closeSync(output);
    child.unref();
    Object.assign(container, { state: "running", hostPort, pid: child.pid ?? null });
    state.keep(name, project);
  }
}

function publishedPort(service: Service | undefined): number | null {
  const port = process.env["HOMEPORT_APP_PORT"] ?? "";
  const [first] = (service?.ports ?? []).map((text) =>
    text.replace(/\$\{HOMEPORT_APP_PORT\}/, port),
  );
  return first === undefined ? null : Number(first.split(":")[1]);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

function isRunning({ pid }: Container): boolean {
  try {
    return pid !== null && process.kill(pid, 0) && !isZombie(pid);
  } catch {
    return false;
  }
}

function isZombie(pid: number): boolean {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

function list(name: string): void {
  const containers = Object.entries(state.project(name)?.containers ?? {}).map(
    ([service, container]) => {
      const { image, state: known } = container;
      const now = known === "running" && !isRunning(container) ? "exited" : known;
      const ExitCode = now === "exited" ? Number(image.split(":")[1] ?? 0) : 0;
      return { Name: `${name}-${service}-1`, Service: service, State: now, ExitCode, Health: "" };
    },
  );
  const isArray = state.behaviour.psFormat === "array";
  const lines = isArray ? [containers] : containers;
  process.stdout.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}

async function stop(name: string): Promise<void> {
  const project = state.project(name);
  if (project === null) return;
  for (const container of Object.values(project.containers)) {
    await end(container);
    if (container.state === "running") Object.assign(container, { state: "exited", pid: null });
  }
  state.keep(name, project);
  if (fault?.crash === true) crash(name);
}

async function down(name: string, withVolumes: boolean): Promise<void> {
  await stop(name);
  rmSync(state.projectFile(name), { force: true });
  if (withVolumes) rmSync(state.volumeFile(name), { force: true });
}

async function end(container: Container): Promise<void> {
  if (container.pid === null) return;
  if (isRunning(container)) process.kill(container.pid, "SIGTERM");
  while (isRunning(container)) await sleep(10);
}

function printLogs(name: string, tail: number): void {
  for (const service of Object.keys(state.project(name)?.containers ?? {})) {
    const text = readFileSync(state.logFile(name, service), "utf8");
    for (const line of text.trimEnd().split("\n").slice(-tail)) {
      process.stdout.write(`${service}-1  | ${line}\n`);
    }
  }
}

function crash(name: string): never {
  rmdirSync(`${state.projectFile(name)}.lock`);
  process.kill(process.pid, "SIGKILL");
  throw new Error("crashed");
}

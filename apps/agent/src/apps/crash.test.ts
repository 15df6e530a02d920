import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { newId, systemClock } from "@homeport/platform";
import { createDockerCommand, type DockerCommand, waitFor } from "@homeport/testkit";
import type { AppDesired } from "@homeport/tunnel";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { answering, composeManifest, processManifest, wantOf } from "../../test/test-apps.ts";
import { endGroup, findLeaders } from "./process-identity.ts";

const program = fileURLToPath(new URL("../../test/apps-program.ts", import.meta.url));
const slow = { timeout: 90_000 };
let folder: string;
let docker: DockerCommand;
let appId: string;

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "homeport-crash-")), "apps");
  docker = createDockerCommand();
  appId = newId();
});
afterEach(async () => {
  for (const leader of await leaders()) await endGroup(leader, { clock: systemClock, graceMs: 0 });
  await docker[Symbol.asyncDispose]();
  await rm(join(folder, ".."), { recursive: true, maxRetries: 3 });
});

const leaders = () => findLeaders(`HOMEPORT_APP_ID=${appId}`);

/** Starts an agent's part on the folder, and tells it what is wanted. Answers how it ended, or what it said at last. */
async function agentUntil(wanted: AppDesired, until: string, dieAt = ""): Promise<string> {
  const child = spawn(process.execPath, [program, folder, docker.path, dieAt], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const said: string[] = [];
  child.stdin.on("error", () => undefined);
  createInterface({ input: child.stdout }).on("line", (line) => said.push(JSON.parse(line).status));
  const ended = new Promise<string>((resolve) => {
    child.once("exit", (code, signal) => resolve(signal ?? `code ${code}`));
  });
  child.stdin.write(`${JSON.stringify(wanted)}\n`);
  const last = waitFor(() => said.includes(until) && until, {
    deadlineMs: 25_000,
    what: `${until}, not only ${said}`,
  });
  // Once it has ended nobody waits for its words any more.
  last.catch(() => undefined);
  const outcome = await Promise.race([ended, last]);
  child.stdin.end();
  await ended;
  return outcome;
}

/** Lets agent after agent die, each at the next of these steps, and one do what is left. */
async function dieAtEach(wanted: AppDesired, until: string, steps: string[]): Promise<void> {
  for (const step of steps) {
    expect([step, await agentUntil(wanted, until, step)]).toEqual([step, "SIGKILL"]);
  }
  expect(await agentUntil(wanted, until)).toBe(until);
}

describe("an agent that is killed at any step", () => {
  it("of an app that is a process loses none, and starts none twice", slow, async () => {
    const notes = wantOf({ appId, name: "notes", manifest: processManifest(answering) });
    await dieAtEach(notes(1, "install"), "running", ["begun", "created", "spawned"]);
    expect(await leaders()).toHaveLength(1);
    const second = spawn("sleep", ["60"], { env: { HOMEPORT_APP_ID: appId }, detached: true });
    // A second one would be seen.
    await waitFor(async () => (await leaders()).length === 2, { deadlineMs: 20_000 });
    second.kill("SIGKILL");
    await dieAtEach(notes(2, "stop"), "stopped", ["begun", "stopped"]);
    expect(await leaders()).toHaveLength(0);
    await dieAtEach(notes(3, "start"), "running", ["begun", "recorded"]);
    await dieAtEach(notes(4, "reinstall"), "running", ["cleared", "ready"]);
    expect(await leaders()).toHaveLength(1);
    const steps = ["begun", "ended", "cleared", "removed"];
    await dieAtEach(notes(5, "uninstall"), "removed", steps);
    expect(await leaders()).toHaveLength(0);
    expect(await readdir(folder)).toEqual(["notes"]);
  });

  it("of a compose project makes no second set of containers, and leaves none", slow, async () => {
    const notes = wantOf({ appId, name: "notes", manifest: composeManifest() });
    const made = () => docker.project("hp-notes")?.made;
    const steps = ["written", "pulled", "created", "started"];
    await dieAtEach(notes(1, "install"), "running", steps);
    expect(made()).toBe(1);
    await dieAtEach(notes(2, "stop"), "stopped", ["stopped"]);
    await dieAtEach(notes(3, "start"), "running", ["ready"]);
    expect(made()).toBe(1);
    await dieAtEach(notes(4, "uninstall"), "removed", ["ended", "cleared"]);
    expect(docker.project("hp-notes")).toBeNull();
    expect(await readdir(folder)).toEqual(["notes"]);
  });

  it("while docker works ends what is left of that first, and has it done once", slow, async () => {
    const notes = wantOf({ appId, name: "notes", manifest: composeManifest() });
    for (const [command, killCaller] of [
      ["up --no-start", "before"],
      ["up --no-start", "after"],
      ["up -d", "before"],
    ] as const) {
      docker.fault({ when: command, killCaller, times: 1 });
      const outcome = await agentUntil(notes(1, "install"), "running");
      expect([command, outcome]).toEqual([command, "SIGKILL"]);
    }
    expect(await agentUntil(notes(1, "install"), "running")).toBe("running");
    expect(docker.project("hp-notes")?.made).toBe(1);
    docker.fault({ when: "down", killCaller: "before", slowMs: 500, times: 1 });
    expect(await agentUntil(notes(2, "uninstall"), "removed")).toBe("SIGKILL");
    expect(await agentUntil(notes(2, "uninstall"), "removed")).toBe("removed");
    expect(docker.project("hp-notes")).toBeNull();
  });
});

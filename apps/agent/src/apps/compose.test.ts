import { readFile, stat, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { newId } from "@homeport/platform";
import { createDockerCommand, type DockerCommand, waitFor } from "@homeport/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { composeManifest, createTestApps, type TestApps, wantOf } from "../../test/test-apps.ts";

let docker: DockerCommand;
let host: TestApps;
let appId: string;

beforeEach(async () => {
  appId = newId();
  docker = createDockerCommand();
  host = await createTestApps({ path: docker.path });
});
afterEach(async () => {
  await host[Symbol.asyncDispose]();
  await docker[Symbol.asyncDispose]();
});

const notes = (image = "notes", rest = {}) =>
  wantOf({ appId, name: "notes", manifest: composeManifest(image, rest) });
const data = () => join(host.folder, "notes/data");
const answer = async () =>
  await (await fetch(`http://127.0.0.1:${host.apps.portOf(appId)}/`)).text();

const install = ["version --format json", "pull --quiet", "up --no-start --remove-orphans"];
const start = ["ps --all --format json", "up -d --remove-orphans"];
const settled = ["ps --all --format json"];

describe("an app that is a compose project", () => {
  it("is installed, started, stopped and removed by these commands alone, in its own project", async () => {
    await host.ask(notes()(1, "install"), "running");
    expect(await answer()).toBe("notes answers");
    // A container that takes its time is asked for more than once.
    const commands = docker.commands().filter((command, at, all) => command !== all[at - 1]);
    expect(commands).toEqual([...install, ...start, ...settled]);
    const [, pull] = docker.calls();
    const file = join(host.folder, "notes/compose.yaml");
    expect(pull?.argv).toEqual(["compose", "-p", "hp-notes", "-f", file, "pull", "--quiet"]);
    const known = docker.calls().length;
    await host.ask(notes()(2, "stop"), "stopped");
    await host.ask(notes()(3, "uninstall"), "removed");
    expect(docker.commands().slice(known)).toEqual([
      ...["stop -t 10", "down --remove-orphans -t 10"],
    ]);
    expect([docker.project("hp-notes"), docker.hasVolumes("hp-notes")]).toEqual([null, true]);
  });

  it("is given its port and nothing that is the agent's own, and shows its newest lines", async () => {
    await host.ask(notes()(1, "install"), "running");
    const calls = docker.calls().slice(1);
    for (const { env } of calls) {
      // What a shell adds, and Node where coverage is measured.
      const { PATH, HOME, PWD, _, SHLVL, NODE_V8_COVERAGE, ...rest } = env;
      const port = String(host.apps.portOf(appId));
      expect(rest).toEqual({ HOMEPORT_APP_PORT: port, HOMEPORT_APP_ID: appId });
    }
    const written = JSON.parse(await readFile(join(host.folder, "notes/compose.yaml"), "utf8"));
    expect(written.services.web.ports).toEqual([`127.0.0.1:\${HOMEPORT_APP_PORT}:80`]);
    expect(await host.apps.tail(appId, 1)).toEqual([
      `web-1  | listening on ${host.apps.portOf(appId)}`,
    ]);
    expect(docker.commands().at(-1)).toBe("logs --no-color --tail 1");
    expect((await stat(data())).mode & 0o777).toBe(0o777);
    expect((await stat(join(host.folder, "notes"))).mode & 0o777).toBe(0o700);
  });

  it("is known by ps that prints an object a line as well: running and answering, nothing is run", async () => {
    docker.printPs("lines");
    await host.ask(notes()(1, "install"), "running");
    await host.restart();
    const known = docker.calls().length;
    await host.ask(notes()(1, null), "running");
    await host.ask(notes()(2, "start"), "running");
    expect(new Set(docker.commands().slice(known))).toEqual(
      new Set(["version --format json", "ps --all --format json"]),
    );
    expect(docker.project("hp-notes")?.made).toBe(1);
  });

  it("that runs is looked at without a command, and has ended when its port says so", async () => {
    await host.ask(notes()(1, "install"), "running");
    const known = docker.calls().length;
    for (let look = 0; look < 5; look += 1) await host.ask(notes()(1, null), "running");
    expect(docker.calls()).toHaveLength(known);
    docker.endContainer("hp-notes", "web");
    const ended = await waitFor(
      async () => {
        const seen = await host.ask(notes()(1, null), "running", "exited");
        return seen.status === "exited" && seen;
      },
      { deadlineMs: 20_000 },
    );
    expect(ended).toMatchObject({ code: "EXITED", detail: "its container ended with code 0" });
    await host.ask(notes()(2, "start"), "running");
    expect(docker.project("hp-notes")?.made).toBe(1);
  });

  it("keeps what it stored when it is reinstalled, unless that is to go", async () => {
    await host.ask(notes()(1, "install"), "running");
    await writeFile(join(data(), "kept"), "mine");
    await host.ask(notes()(2, "reinstall"), "running");
    expect(await readFile(join(data(), "kept"), "utf8")).toBe("mine");
    expect(docker.commands()).not.toContain("down --remove-orphans -t 10 --volumes");
    await host.ask(notes()(3, "reinstall", { deleteData: true }), "running");
    expect(docker.commands()).toContain("down --remove-orphans -t 10 --volumes");
    await expect(stat(join(data(), "kept"))).rejects.toThrow("ENOENT");
    expect(await answer()).toBe("notes answers");
  });

  it("moves to another port when a stranger has its own", async () => {
    await host.ask(notes()(1, "install", { desired: "stopped" }), "stopped");
    const { port = 0 } = (await host.record("notes")) ?? {};
    const stranger = createServer().listen(port, "127.0.0.1");
    await host.ask(notes()(2, "start"), "running");
    expect(host.apps.portOf(appId)).not.toBe(port);
    expect(await answer()).toBe("notes answers");
    stranger.close();
  });
});

describe("a compose project that does not come up", () => {
  it.each([
    [
      "pull",
      { when: "pull", fail: "manifest unknown" },
      { code: "PULL_FAILED", detail: "manifest unknown" },
    ],
    [
      "up --no-start",
      { when: "up --no-start", fail: "no network" },
      { code: "COMPOSE_FAILED", detail: "no network" },
    ],
    [
      "up -d",
      { when: "up -d", fail: "no memory" },
      { code: "COMPOSE_FAILED", detail: "no memory" },
    ],
    [
      "up -d",
      { when: "up -d", fail: "Bind for 127.0.0.1:1 failed: port is already allocated" },
      { code: "PORT_TAKEN" },
    ],
    [
      "version",
      { when: "version", fail: "unknown flag: --format" },
      { code: "NO_DOCKER", detail: "unknown flag: --format" },
    ],
    ["up -d", { when: "up -d", crash: true }, { code: "COMPOSE_FAILED" }],
  ])("because %s fails says so, and works when that does", async (_command, fault, expected) => {
    docker.fault({ ...fault, times: 1 });
    expect(await host.ask(notes()(1, "install"), "failed")).toMatchObject(expected);
    await host.ask(notes()(2, "start"), "running");
    expect(await answer()).toBe("notes answers");
  });

  it("for want of Docker is tried anew once it is there", async () => {
    await using bare = await createTestApps({ path: "/nowhere" });
    expect(await bare.ask(notes()(1, "install"), "failed")).toMatchObject({ code: "NO_DOCKER" });
    await bare.ask(notes()(2, "uninstall"), "removed");
  });

  it("tells what its containers printed, and leaves none running", async () => {
    const failed = await host.ask(notes("exits:3")(1, "install"), "failed");
    expect(failed).toMatchObject({ code: "EXITED", detail: "its container ended with code 3" });
    expect(host.log()).toContain("web-1  | nothing to do here");
    expect(docker.commands().slice(-2)).toEqual(["logs --no-color --tail 200", "stop -t 10"]);
  });

  it("is refused for what nobody consented to, whatever the console said, before any command", async () => {
    const compose = { file: "services: {web: {image: x, privileged: true}}" };
    const failed = await host.ask(notes("x", { compose })(1, "install"), "failed");
    expect(failed).toMatchObject({ code: "COMPOSE_REFUSED" });
    expect(failed.detail).toContain("services.web.privileged");
    expect(docker.commands()).toEqual([]);
    await host.ask(notes("x", { compose, consents: ["privileged"] })(2, "reinstall"), "running");
  });

  it("is refused where a link stands in the place that it mounts", async () => {
    await host.ask(notes()(1, "install"), "running");
    await host.ask(notes()(2, "uninstall"), "removed");
    await symlink("/", join(host.folder, "notes/link"));
    const compose = { file: "services: {web: {image: x, volumes: ['./link/etc:/x']}}" };
    const failed = await host.ask(notes("x", { compose })(3, "install"), "failed");
    expect(failed).toMatchObject({ code: "COMPOSE_REFUSED" });
    expect(failed.detail).toContain("is a link");
  });

  it("is never read from a file that an app has changed", async () => {
    await host.ask(notes()(1, "install"), "running");
    await host.ask(notes()(2, "stop"), "stopped");
    const file = join(host.folder, "notes/compose.yaml");
    const checked = await readFile(file, "utf8");
    await writeFile(
      file,
      JSON.stringify({ services: { web: { image: "evil", privileged: true } } }),
    );
    await writeFile(join(host.folder, "notes/.env"), "TAG=evil");
    await host.ask(notes()(3, "start"), "running");
    expect(await readFile(file, "utf8")).toBe(checked);
    await expect(stat(join(host.folder, "notes/.env"))).rejects.toThrow("ENOENT");
  });
});

describe("something newer that is wanted", () => {
  it("gives up what is under way: an uninstall ends a pull and leaves nothing behind", async () => {
    docker.fault({ when: "pull", slowMs: 60_000 });
    await host.ask(notes()(1, "install"), "installing");
    await waitFor(() => docker.commands().includes("pull --quiet"), { deadlineMs: 20_000 });
    await host.ask(notes()(2, "uninstall"), "removed");
    expect(host.apps.list()).toEqual([]);
    expect(docker.commands()).toEqual(["version --format json", "pull --quiet"]);
  });

  it("beats a start that is under way, and one that comes after it with an older number", async () => {
    await host.ask(notes()(1, "install", { desired: "stopped" }), "stopped");
    docker.fault({ when: "up -d", slowMs: 200 });
    await host.ask(notes()(2, "start"), "starting");
    await waitFor(() => docker.commands().includes("up -d --remove-orphans"), {
      deadlineMs: 20_000,
    });
    const removed = host.ask(notes()(3, "uninstall"), "removed");
    host.apps.take(notes()(2, "start"), null);
    await removed;
    host.apps.take(notes()(2, "start"), null);
    await host.ask(notes()(3, "uninstall"), "removed");
    expect(docker.project("hp-notes")).toBeNull();
    expect(docker.commands().filter((command) => command.startsWith("up -d"))).toHaveLength(1);
  });

  it("control: without one queue for both, that start makes anew what the uninstall has removed", async () => {
    await host.ask(notes()(1, "install", { desired: "stopped" }), "stopped");
    await using other = await createTestApps({ path: docker.path, folder: host.folder });
    const go = join(host.folder, "go");
    docker.fault({ when: "up -d", untilFile: go });
    const started = other.ask(notes()(2, "start"), "running", "failed");
    await waitFor(() => docker.commands().includes("up -d --remove-orphans"), {
      deadlineMs: 20_000,
    });
    await host.ask(notes()(3, "uninstall"), "removed");
    expect(docker.project("hp-notes")).toBeNull();
    await writeFile(go, "");
    await started;
    expect(docker.project("hp-notes")).not.toBeNull();
  });

  it("under a name waits until the app that had it is gone", async () => {
    await host.ask(notes()(1, "install"), "running");
    const old = appId;
    appId = newId();
    const next = host.ask(notes("next")(1, "install"), "running");
    await waitFor(() => host.reports.some((report) => report.appId === appId), {
      deadlineMs: 20_000,
    });
    expect(host.apps.portOf(old)).not.toBeNull();
    await host.ask(
      wantOf({ appId: old, name: "notes", manifest: composeManifest() })(2, "uninstall"),
      "removed",
    );
    await next;
    expect(await answer()).toBe("next answers");
  });

  it("takes a name at last from an app of which nobody speaks any more", async () => {
    await using impatient = await createTestApps({ path: docker.path, limits: { nameWaitMs: 0 } });
    await impatient.ask(notes()(1, "install"), "running");
    appId = newId();
    await impatient.ask(notes("next")(1, "install"), "installing");
    await impatient.ask(notes("next")(1, "install"), "running");
    expect(docker.hasVolumes("hp-notes")).toBe(true);
  });
});

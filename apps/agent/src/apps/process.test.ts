import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { newId } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  answering,
  createTestApps,
  processManifest,
  type TestApps,
  wantOf,
} from "../../test/test-apps.ts";
import { identify, isSameProcess } from "./process-identity.ts";

let host: TestApps;
let appId: string;
let isInUse: boolean;

beforeEach(async () => {
  appId = newId();
  isInUse = false;
  host = await createTestApps({ isInUse: () => isInUse });
});
afterEach(() => host[Symbol.asyncDispose]());

const notes = (script = answering, rest = {}) =>
  wantOf({ appId, name: "notes", manifest: processManifest(script, rest) });
const statuses = () => host.reports.map(({ status }) => status);
const starts = async () =>
  (await readFile(join(host.folder, "notes/starts"), "utf8")).trim().split("\n");

async function answer(): Promise<Record<string, string>> {
  const response = await fetch(`http://127.0.0.1:${host.apps.portOf(appId)}/`);
  return JSON.parse(await response.text());
}

describe("an app that is a process", () => {
  it("is installed and started, answers on its port, and is told how far it is", async () => {
    await host.ask(notes()(1, "install"), "running");
    expect(statuses()).toEqual(["installing", "starting", "running"]);
    const port = host.apps.portOf(appId);
    expect(port).toBeGreaterThanOrEqual(20_000);
    expect(port).toBeLessThan(30_000);
    expect(host.apps.list()).toEqual([
      { appId, name: "notes", runtime: "process", port, status: "running", code: null },
    ]);
    await host.ask(notes()(1, null), "running");
    expect(await starts()).toHaveLength(1);
  });

  it("gets its port, its manifest's variables and a place to write, and nothing of the agent's", async () => {
    const env = { GREETING: "hello", PORT: "1" };
    const argv = [process.execPath, "-e", answering, "$HOME; `id`"];
    await host.ask(notes(answering, { process: { argv, env } })(1, "install"), "running");
    const { PATH, HOME, PORT, HOMEPORT_APP_PORT, GREETING, ...rest } = await answer();
    expect([PORT, HOMEPORT_APP_PORT]).toEqual(Array(2).fill(String(host.apps.portOf(appId))));
    expect([HOME, GREETING, PATH]).toEqual([
      join(host.folder, "notes"),
      "hello",
      process.env["PATH"],
    ]);
    expect(rest).toEqual({ HOMEPORT_APP_NAME: "notes", HOMEPORT_APP_ID: appId });
    const { process: kept } = (await host.record("notes")) ?? { process: null };
    const command = await readFile(`/proc/${kept?.pid}/cmdline`, "utf8");
    expect(command.split("\0")).toEqual([...argv, ""]);
  });

  it("is stopped with everything that it started, and started again with what it stored", async () => {
    const parent = `require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000); require('node:fs').writeFileSync('child', String(process.pid))"], {stdio: "inherit"});${answering}`;
    await host.ask(notes(parent)(1, "install"), "running");
    const child = Number(
      await waitFor(() => readFile(join(host.folder, "notes/child"), "utf8").catch(() => ""), {
        deadlineMs: 20_000,
      }),
    );
    const kept = (await host.record("notes"))?.process;
    await host.ask(notes(parent)(2, "stop"), "stopped");
    expect(await identify(child)).toBeNull();
    expect(await isSameProcess(kept ?? { pid: 0, startedAt: "" })).toBe(false);
    expect(host.apps.portOf(appId)).toBeNull();
    await host.ask(notes(parent)(3, "start"), "running");
    expect(await starts()).toHaveLength(2);
  });

  it("that hears no wish to end is killed", async () => {
    const deaf = `process.on("SIGTERM", () => {});${answering}`;
    await using other = await createTestApps({ limits: { stopGraceMs: 100 } });
    await other.ask(notes(deaf)(1, "install"), "running");
    await other.ask(notes(deaf)(2, "stop"), "stopped");
    expect((await other.record("notes"))?.process).toBeNull();
  });

  it("that cannot be ended says so, with its process", async () => {
    await using other = await createTestApps({ limits: { stopGraceMs: 100 } });
    await other.ask(notes()(1, "install"), "running");
    const file = join(other.folder, "notes.json");
    const kept = JSON.parse(await readFile(file, "utf8"));
    // Signals go to the group that an app leads, and this one leads none.
    const deaf = spawn("sleep", ["60"]);
    await writeFile(file, JSON.stringify({ ...kept, process: await identify(deaf.pid ?? 0) }));
    await other.restart();
    const failed = await other.ask(notes()(2, "stop"), "failed");
    expect(failed).toMatchObject({
      code: "NOT_STOPPED",
      detail: `process ${deaf.pid} is still there`,
    });
    deaf.kill("SIGKILL");
    process.kill(-kept.process.pid, "SIGKILL");
    await other.ask(notes()(3, "stop"), "stopped");
  });

  it("runs on when the agent ends, and is adopted by the next one: nothing is started or stopped", async () => {
    await host.ask(notes()(1, "install"), "running");
    const before = await host.record("notes");
    await host.restart();
    expect(host.apps.portOf(appId)).toBe(before?.port);
    await host.ask(notes()(1, null), "running");
    await host.ask(notes()(2, "start"), "running");
    expect(await host.record("notes")).toEqual({ ...before, generation: 2 });
    expect(await starts()).toHaveLength(1);
  });

  it.each(["at once", "after its adoption"])("that ends by itself is told of %s", async (when) => {
    await host.ask(notes()(1, "install"), "running");
    if (when !== "at once") await host.restart();
    const kept = (await host.record("notes"))?.process;
    process.kill(kept?.pid ?? 0, "SIGKILL");
    await waitFor(() => statuses().at(-1) === "exited", { deadlineMs: 20_000 });
    expect(host.reports.at(-1)).toMatchObject({ generation: 1, code: "EXITED" });
    const detail = when === "at once" ? "it ended by SIGKILL" : "it ended";
    expect(host.reports.at(-1)).toMatchObject({ detail });
    expect(await host.ask(notes()(1, null), "exited", "running", "stopped")).toMatchObject({
      ...{ status: "exited", code: "EXITED", detail },
    });
    await host.ask(notes()(2, "start"), "running");
    expect(await starts()).toHaveLength(2);
  });

  it("that fails to start leaves nothing running, and its output is told", async () => {
    const failing = `process.stdout.write("no database at all\\n"); process.exitCode = 3`;
    const failed = await host.ask(notes(failing)(1, "install"), "failed");
    expect(failed).toMatchObject({ code: "EXITED", detail: "it ended with code 3" });
    expect(host.log()).toBe("no database at all\n");
    expect(await host.ask(notes(failing)(1, "install"), "failed")).toMatchObject({
      code: "EXITED",
    });
  });

  it("that does not get ready in time is ended", async () => {
    await using other = await createTestApps({ limits: { probeAllMs: 300 } });
    const silent = `setInterval(() => {}, 1000)`;
    const failed = await other.ask(notes(silent)(1, "install"), "failed");
    expect(failed.code).toBe("START_TIMEOUT");
    expect((await other.record("notes"))?.process).toBeNull();
    expect(await other.ask(notes(silent)(1, null), "stopped")).toMatchObject({ code: null });
  });

  it("that leaves its work to another process counts as ended, and so does that one", async () => {
    const leaving = `const other = require("node:child_process").spawn(process.execPath,
      ["-e", "require('node:fs').writeFileSync('child', String(process.pid)); setInterval(() => {}, 1000)"],
      { stdio: "ignore" }); other.unref(); setTimeout(() => {}, 500)`;
    const failed = await host.ask(notes(leaving)(1, "install"), "failed");
    expect(failed).toMatchObject({ code: "EXITED", detail: "it ended with code 0" });
    const child = await readFile(join(host.folder, "notes/child"), "utf8").catch(() => "0");
    expect(await identify(Number(child))).toBeNull();
  });

  it("whose program is not there says which", async () => {
    const manifest = { process: { argv: ["no-such-program"] } };
    const failed = await host.ask(notes("", manifest)(1, "install"), "failed");
    expect(failed).toMatchObject({ code: "NOT_STARTED", detail: "no-such-program: ENOENT" });
  });

  it("is not started from a folder outside of its own, unless that is named in full", async () => {
    const manifest = { process: { argv: ["true"], cwd: "../other" } };
    const failed = await host.ask(notes("", manifest)(1, "install"), "failed");
    expect(failed).toMatchObject({ code: "BAD_MANIFEST" });
  });

  it("keeps its port, takes another one when a stranger has it, and has but one that it cannot follow", async () => {
    await host.ask(notes()(1, "install"), "running");
    const { port = 0 } = (await host.record("notes")) ?? {};
    await host.ask(notes()(2, "stop"), "stopped");
    const stranger = createServer().listen(port, "127.0.0.1");
    await host.ask(notes()(3, "start"), "running");
    expect(host.apps.portOf(appId)).not.toBe(port);
    const fixed = wantOf({
      ...{ appId: newId(), name: "fixed" },
      manifest: processManifest(answering, { name: "fixed", entry: { port } }),
    });
    const failed = await host.ask(fixed(1, "install"), "failed");
    expect(failed).toMatchObject({ code: "PORT_TAKEN" });
    await new Promise((resolve) => stranger.close(resolve));
    await host.ask(fixed(2, "start"), "running");
  });

  it("is not started on a full disk, and one that runs is left alone", async () => {
    await using full = await createTestApps({ limits: { minFreeBytes: Number.MAX_SAFE_INTEGER } });
    const failed = await full.ask(notes()(1, "install"), "failed");
    expect(failed).toMatchObject({
      code: "LOW_DISK",
      detail: expect.stringMatching(/MiB are free/),
    });
  });
});

describe("what is wanted of an app", () => {
  it("is done once for each generation; an older one is not heard, and none without a wish acts", async () => {
    await host.ask(notes()(2, "install", { desired: "stopped" }), "stopped");
    expect(await host.ask(notes()(2, null, { desired: "running" }), "stopped")).toBeDefined();
    await host.ask(notes()(5, "start"), "running");
    host.apps.take(notes()(4, "stop"), null);
    await host.ask(notes()(5, "start"), "running");
    expect(await starts()).toHaveLength(1);
  });

  it("that it idles is refused while a stream of it is carried, and again when that is asked once more", async () => {
    await host.ask(notes()(1, "install"), "running");
    isInUse = true;
    const busy = await host.ask(notes()(2, "stop", { isIdle: true }), "busy", "stopped");
    expect(busy).toMatchObject({ status: "busy", code: "BUSY" });
    isInUse = false;
    await host.ask(notes()(2, "stop", { isIdle: true }), "busy");
    await host.ask(notes()(3, "stop", { isIdle: true }), "stopped");
    await host.ask(notes()(4, "start"), "running");
    isInUse = true;
    await host.ask(notes()(5, "stop"), "stopped");
  });

  it("that is not there is missing, and removed when it is to be gone", async () => {
    expect(await host.ask(notes()(3, "start"), "missing")).toBeDefined();
    expect(await host.ask(notes()(3, null), "missing")).toBeDefined();
    await host.ask(notes()(4, "uninstall"), "removed");
  });

  it("that it goes keeps what it stored, unless that goes too; a reinstallation likewise", async () => {
    const kept = join(host.folder, "notes/kept");
    await host.ask(notes()(1, "install"), "running");
    await writeFile(kept, "mine");
    await host.ask(notes()(2, "reinstall"), "running");
    expect(await readFile(kept, "utf8")).toBe("mine");
    await host.ask(notes()(3, "uninstall"), "removed");
    expect(await readFile(kept, "utf8")).toBe("mine");
    expect(await host.record("notes")).toBeNull();
    await host.ask(notes()(3, "uninstall"), "removed");
    appId = newId();
    await host.ask(notes()(1, "install"), "running");
    await host.ask(notes()(2, "reinstall", { deleteData: true }), "running");
    await expect(readFile(kept, "utf8")).rejects.toThrow("ENOENT");
    expect(await starts()).toHaveLength(1);
    await host.ask(notes()(3, "uninstall", { deleteData: true }), "removed");
    await expect(starts()).rejects.toThrow("ENOENT");
  });

  it("is a manifest that is understood, under a name that is one", async () => {
    const bad = wantOf({ appId, name: "notes", manifest: { version: 2 } });
    expect(await host.ask(bad(1, "install"), "failed")).toMatchObject({ code: "BAD_MANIFEST" });
    const named = wantOf({ appId, name: "../notes", manifest: processManifest(answering) });
    expect(await host.ask(named(1, "install"), "failed")).toMatchObject({ code: "BAD_MANIFEST" });
  });

  it("is told to any line that lives, where the one on which it was asked is over", async () => {
    host.apps.take(notes()(1, "install"), { tell: () => false });
    await waitFor(() => statuses().at(-1) === "running", { deadlineMs: 20_000 });
  });

  it("shows its newest lines, and nothing of an app that is not here", async () => {
    await host.ask(notes()(1, "install"), "running");
    expect(await host.apps.tail(appId, 10)).toEqual([`listening on ${host.apps.portOf(appId)}`]);
    expect(await host.apps.tail(newId(), 10)).toBeNull();
  });
});

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compiledBefore } from "@homeport/testkit";
import { stateFiles } from "../src/state/files.ts";
import { ensureStateFolder, locateState, type StateFolder } from "../src/state/folder.ts";
import { ensureHostKey, type HostKey } from "../src/state/host-key.ts";

const entry = fileURLToPath(new URL("../src/main.ts", import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs until it is stopped. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ran>;
  said(): string;
}

/** An enrolled host in a folder of its own, and the real `homeport` command on it. */
export interface TestHost extends AsyncDisposable {
  readonly folder: StateFolder;
  readonly key: HostKey;
  enrolAt(relayUrl: string): Promise<void>;
  run(...args: string[]): Promise<Ran>;
  start(...args: string[]): Running;
}

export async function createTestHost(more: Record<string, string> = {}): Promise<TestHost> {
  const home = await mkdtemp(join(tmpdir(), "homeport-agent-"));
  const folder = locateState({ home, userHome: home, userId: 1_000 });
  await ensureStateFolder(folder);
  const key = await ensureHostKey(folder);
  const running: Running[] = [];
  const env = { PATH: process.env["PATH"], HOMEPORT_HOME: home, ...compiledBefore(), ...more };
  return {
    ...{ folder, key },
    enrolAt: (relayUrl) =>
      stateFiles(folder).host.write({
        ...{ hostId: "host-1", machineId: "machine-1", organizationId: "org-1", name: "attic" },
        ...{ webUrl: "http://127.0.0.1:9", relayUrl },
      }),
    run: (...args) =>
      new Promise((resolve) => {
        execFile(process.execPath, [entry, ...args], { env }, (error, stdout, stderr) => {
          resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
        });
      }),
    start(...args) {
      const child = spawn(process.execPath, [entry, ...args], { env });
      let stdout = "";
      let stderr = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        stdout += text;
      });
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        stderr += text;
      });
      const ended = new Promise<Ran>((resolve) => {
        child.once("close", (code) => resolve({ code, stdout, stderr }));
      });
      const started = { child, ended, said: () => stdout + stderr };
      running.push(started);
      return started;
    },
    async [Symbol.asyncDispose]() {
      for (const { child } of running) child.kill("SIGKILL");
      await Promise.all(running.map(({ ended }) => ended));
      await rm(home, { recursive: true, maxRetries: 3 });
    },
  };
}

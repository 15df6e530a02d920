import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const entry = fileURLToPath(new URL("process-fixture.ts", import.meta.url));

/** A fixture process, what it prints, and how it ends. */
export interface Fixture extends AsyncDisposable {
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Resolves with the first record of that message. */
  record(message: string): Promise<Record<string, unknown>>;
  exited: Promise<number | null>;
}

/** As the test kit's: where to find it compiled, or where to leave what it ran while that is counted. */
function compiledBefore(): Record<string, string | undefined> {
  const counted = process.env["HOMEPORT_TEST_COVERAGE"];
  if (counted !== undefined) return { NODE_V8_COVERAGE: counted };
  return { NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] };
}

/** Runs the fixture in a mode with just this environment. This package stands below the test kit. */
export function spawnFixture(mode: string, env: Record<string, string> = {}): Fixture {
  const child = spawn(process.execPath, [entry, mode], {
    env: {
      PATH: process.env["PATH"],
      ...compiledBefore(),
      HOMEPORT_STAGE: "test",
      HOMEPORT_DRAIN_DELAY_MS: "0",
      DATABASE_URL: "postgres://u@127.0.0.1/x",
      REDIS_URL: "redis://127.0.0.1",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => (stdout += String(chunk)));
  child.stderr.on("data", (chunk) => (stderr += String(chunk)));
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    exited,
    async record(message) {
      for (let tries = 0; tries < 1_000; tries++) {
        const line = stdout.split("\n").find((text) => text.includes(`"msg":"${message}"`));
        if (line !== undefined) return JSON.parse(line);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      throw new Error(`No ${message} in:\n${stdout}\n${stderr}`);
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

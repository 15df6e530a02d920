import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { carrierNodeArgs, receiverNodeArgs, workerNodeArgs } from "@homeport/platform";
import { stopChild } from "../program.ts";
import { nodeArgs, type Stage } from "../stage.ts";
import type { Lab } from "./lab.ts";

/** Starts the build of a program of this checkout; it ends with the stage, or when the bench is gone. */
export function startApp(
  stage: Stage,
  lab: Lab,
  name: string,
  app: "relay" | "agent" | "web" | "worker",
  args: string[],
  env: Record<string, string>,
): ChildProcess {
  const entry = fileURLToPath(new URL(`../../../../apps/${app}/dist/main.js`, import.meta.url));
  const log = openSync(join(lab.folder, `${name}.log`), "a");
  const common = {
    PATH: process.env["PATH"] ?? "",
    HOMEPORT_PARENT_PID: String(process.pid),
  };
  const own = {
    relay: carrierNodeArgs,
    agent: carrierNodeArgs,
    web: receiverNodeArgs,
    worker: workerNodeArgs,
  };
  const child = spawn(process.execPath, [...own[app], ...nodeArgs(stage, name), entry, ...args], {
    // Web looks for its pages from here.
    cwd: join(dirname(entry), ".."),
    env: { ...common, ...env },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  stage.stack.defer(() => stopChild(child));
  return child;
}

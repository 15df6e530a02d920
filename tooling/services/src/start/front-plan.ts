import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AppPlan, RunSettings } from "./app-plan.ts";
import { answersHttp, type ProgramPlan } from "./app-process.ts";

/** The front that gives several web replicas one address. */
export function planFront(
  { folders, ports, env }: RunSettings,
  replicas: AppPlan[],
): ProgramPlan & { app: string; port: number } {
  const backends = replicas.map(({ port, opsUrl }) => ({ port, opsUrl }));
  return {
    app: "front",
    name: "front",
    entry: fileURLToPath(new URL("../commands/front.ts", import.meta.url)),
    args: [JSON.stringify({ port: ports.web, backends })],
    env: { PATH: env["PATH"] ?? "" },
    cwd: folders.root,
    logFile: join(folders.logs, "front.log"),
    port: ports.web,
    isReady: () => answersHttp(`http://127.0.0.1:${ports.web}/`),
    rank: 15,
    watchesParent: false,
  };
}

import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { findOnPath, type Keeper, lastLogLines, startChild } from "@homeport/services";
import { waitFor } from "@homeport/testkit";
import { guideConfig, type ProxyName, type ProxyPlaces, readGuide } from "./guide-config.ts";

const startMs = 15_000;

/** Runs the real program with the configuration of its guide; resolves when it takes connections. */
export async function startProxy(
  proxy: ProxyName,
  places: ProxyPlaces,
  keeper: Keeper,
): Promise<AsyncDisposable> {
  const { folder, port, secret } = places;
  const config = join(folder, `${proxy}.conf`);
  writeFileSync(config, guideConfig(proxy, places));
  writeFileSync(join(folder, "homeport.lua"), readGuide("homeport.lua"));
  return await runProxy({
    ...{ name: proxy, program: findOnPath(proxy) ?? proxy, port, keeper, cwd: folder },
    args: argsOf(proxy, config, folder),
    env: {
      PATH: process.env["PATH"] ?? "",
      ...{ HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
      HOMEPORT_GATE_SECRET: secret,
    },
  });
}

/** A program to run until it is disposed of, and the port at which it takes connections. */
export interface ProxyRun {
  readonly name: string;
  readonly program: string;
  readonly args: string[];
  readonly env: Record<string, string>;
  readonly cwd: string;
  readonly port: number;
  readonly keeper: Keeper;
}

export async function runProxy(run: ProxyRun): Promise<AsyncDisposable> {
  const { name, program, args, env, cwd, port, keeper } = run;
  const logFile = join(cwd, `${name}.log`);
  const child = await startChild({ name, command: program, args, env, cwd, logFile });
  keeper.keep({ ...child, rank: 0, signal: "SIGKILL", deadlineMs: 1_000 });
  let ended = false;
  void child.exited.then(() => {
    ended = true;
    keeper.forget(child);
  });
  const listening = waitFor(async () => ended || (await takesConnections(port)), {
    deadlineMs: startMs,
    what: `${name} listens`,
  });
  const end = () => child.end({ signal: "SIGTERM", deadlineMs: 2_000 });
  await listening.catch(async (cause: unknown) => {
    await end();
    throw new Error(`${name} does not serve:\n${lastLogLines(logFile)}`, { cause });
  });
  if (ended) throw new Error(`${name} ended:\n${lastLogLines(logFile)}`);
  return { [Symbol.asyncDispose]: end };
}

function argsOf(proxy: ProxyName, config: string, folder: string): string[] {
  switch (proxy) {
    case "nginx":
      return ["-p", folder, "-c", config, "-e", "stderr"];
    case "caddy":
      return ["run", "--config", config, "--adapter", "caddyfile"];
    case "haproxy":
      return ["-db", "-f", config];
  }
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { connect } from "node:net";
import { startChild } from "../process/child.ts";
import type { RunningStore, StorePlan } from "./postgres.ts";
import { storeRank } from "./postgres.ts";
import { findRedis } from "./redis-binary.ts";
import { untilReady } from "./until-ready.ts";

export type RedisPlan = StorePlan & { toolsFolder: string; password?: string };

const redisStop = { signal: "SIGTERM", deadlineMs: 5_000 } as const;

/**
 * Starts an embedded Redis on loopback. It keeps nothing on disk: nothing true lives only in it,
 * and a run that begins with an empty one proves that. Tests get 1,024 logical databases and no
 * password; others the one of the plan, or a new one. Throws RemedyError when no Redis can be had, or it does not start.
 */
export async function startRedis(plan: RedisPlan): Promise<RunningStore> {
  const binary = await findRedis(plan.toolsFolder);
  mkdirSync(plan.dataFolder, { recursive: true, mode: 0o755 });
  const password = plan.mode === "fast" ? null : (plan.password ?? newPassword());
  const child = await startChild({
    name: "Redis",
    command: binary.program,
    args: ["-"],
    env: { PATH: process.env["PATH"] ?? "", ...binary.env },
    cwd: "/",
    logFile: plan.logFile,
    // The settings go in by the pipe, so that the password is in no process list.
    input: settings(plan, password),
  });
  const { pid, startedAt } = child;
  plan.keeper?.keep({ pid, startedAt, rank: storeRank, ...redisStop });
  await untilReady(child, () => answersPing(plan.port));
  const credentials = password ? `:${password}@` : "";
  return {
    ...child,
    port: plan.port,
    url: `redis://${credentials}127.0.0.1:${plan.port}`,
    async stop() {
      await child.end(redisStop);
      plan.keeper?.forget(child);
    },
  };
}

function newPassword(): string {
  return randomBytes(18).toString("base64url");
}

function settings(plan: StorePlan, password: string | null): string {
  const lines = [
    "bind 127.0.0.1",
    `port ${plan.port}`,
    `dir ${JSON.stringify(plan.dataFolder)}`,
    'save ""',
    "appendonly no",
    // BullMQ loses jobs under any other policy.
    "maxmemory-policy noeviction",
    `databases ${plan.mode === "fast" ? 1024 : 16}`,
    ...(password ? [`requirepass ${password}`] : []),
  ];
  return `${lines.join("\n")}\n`;
}

/** Any answer counts: one that asks for the password comes from a server that is ready, too. */
function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port, timeout: 500 }, () =>
      socket.write("PING\r\n"),
    );
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("data", (bytes) => finish(/^(\+PONG|-NOAUTH)/.test(bytes.toString())));
    socket.once("error", () => finish(false));
    socket.once("timeout", () => finish(false));
    socket.once("close", () => finish(false));
  });
}

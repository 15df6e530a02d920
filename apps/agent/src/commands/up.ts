import { setTimeout as delay } from "node:timers/promises";
import { watchParent } from "@homeport/platform";
import { type Agent, startAgent } from "../agent.ts";
import { readConfig } from "../config/config.ts";
import { AgentError } from "../errors.ts";
import { askLocal } from "../local/client.ts";
import type { LocalRequest } from "../local/messages.ts";
import { listenLocal } from "../local/server.ts";
import { ensureStateFolder } from "../state/folder.ts";
import { readHostKey } from "../state/host-key.ts";
import { type CommandContext, requireHost } from "./context.ts";
import { createNarrator } from "./narrate.ts";
import type { Shutdown } from "./shutdown.ts";

const replaceWithinMs = 15_000;

/** `homeport up`: the agent in the foreground, until it is told to stop. */
export async function up(
  ctx: CommandContext,
  options: { replace?: boolean },
  shutdown: Shutdown,
): Promise<void> {
  if (options.replace) await stopRunning(ctx);
  await using running = await bringUp(ctx, shutdown);
  ctx.output.line(`agent of ${running.hostName}; Ctrl-C stops it`);
  await shutdown.asked;
  ctx.output.line("stopping: open streams may finish");
}

/** An agent with its local socket; disposing it drains the tunnels. */
export interface RunningAgent extends AsyncDisposable {
  readonly agent: Agent;
  readonly hostName: string;
}

/**
 * Starts the agent and its socket. The socket comes first: it is what keeps two agents from running
 * on one state folder.
 */
export async function bringUp(ctx: CommandContext, shutdown: Shutdown): Promise<RunningAgent> {
  const host = await requireHost(ctx);
  const key = await readHostKey(ctx.folder);
  if (key === null) throw new AgentError("NOT_ENROLLED", { detail: ctx.folder.keyFile });
  const config = await readConfig(ctx.folder.configFile);
  watchOverParent(ctx, shutdown);
  await ensureStateFolder(ctx.folder);
  let agent: Agent | null = null;
  const socket = await listenLocal(ctx.folder.socketPath, (request) =>
    answerLocal(agent, request, shutdown),
  );
  agent = await startAgent({
    host,
    key,
    folder: ctx.folder,
    files: ctx.files,
    config,
    clock: ctx.clock,
    random: ctx.random,
    onSlot: createNarrator(ctx.output.line),
    onUnwedged: (slot) => ctx.output.line(`tunnel ${slot} could not move and was started again`),
  });
  const started = agent;
  return {
    agent: started,
    hostName: host.name,
    async [Symbol.asyncDispose]() {
      await started[Symbol.asyncDispose]();
      await socket[Symbol.asyncDispose]();
    },
  };
}

/** An agent that another program started ends with it. */
function watchOverParent(ctx: CommandContext, shutdown: Shutdown): void {
  const { parentPid } = ctx.env;
  if (parentPid === undefined) return;
  watchParent({
    clock: ctx.clock,
    parentPid,
    readParentPid: () => process.ppid,
    isAlive: processExists,
    onGone: shutdown.ask,
  });
}

function processExists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function answerLocal(
  agent: Agent | null,
  request: LocalRequest,
  shutdown: Shutdown,
): Promise<unknown> {
  if (agent === null) throw new AgentError("AGENT_NOT_RUNNING", { detail: "it is starting" });
  switch (request.op) {
    case "status":
      return agent.status();
    case "expose":
      return await agent.expose(request.app);
    case "permit":
      await agent.permit(request.app);
      return agent.status();
    case "stop":
      shutdown.ask();
      return { stopping: true };
  }
}

/** Asks the running agent to stop and waits until its socket is silent. */
async function stopRunning(ctx: CommandContext): Promise<void> {
  const endsAtMs = ctx.clock.monotonicMs() + replaceWithinMs;
  const ask = async (op: "stop" | "status"): Promise<boolean> => {
    try {
      await askLocal(ctx.folder.socketPath, { op });
      return true;
    } catch (error) {
      if (error instanceof AgentError && error.code === "AGENT_NOT_RUNNING") return false;
      throw error;
    }
  };
  let isThere = await ask("stop");
  while (isThere && ctx.clock.monotonicMs() < endsAtMs) {
    await delay(100);
    isThere = await ask("status");
  }
}

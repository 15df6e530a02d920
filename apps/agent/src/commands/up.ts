import { watchParent } from "@homeport/platform";
import { type Agent, startAgent } from "../agent.ts";
import { readConfig } from "../config/config.ts";
import { type ConfigWatch, watchConfig } from "../config/config-watch.ts";
import { AgentError } from "../errors.ts";
import { reachLocal } from "../local/client.ts";
import type { LocalRequest } from "../local/messages.ts";
import { type LocalSocket, listenLocal } from "../local/server.ts";
import { openAgentLog } from "../log/agent-log.ts";
import { ensureStateFolder } from "../state/folder.ts";
import { openHostKeys } from "../state/host-keys.ts";
import { type CommandContext, requireHost } from "./context.ts";
import { createNarrator } from "./narrate.ts";
import type { Shutdown } from "./shutdown.ts";

const liveWithinMs = 30_000;
const lookEveryMs = 50;

/** `homeport up`: the agent in the foreground, until it is told to stop. */
export async function up(
  ctx: CommandContext,
  options: { replace?: boolean },
  shutdown: Shutdown,
): Promise<void> {
  await using running = await bringUp(ctx, shutdown, options);
  running.say(`agent of ${running.hostName}; Ctrl-C stops it`);
  await shutdown.asked;
  running.say("stopping: open streams may finish; once more ends it now");
}

/** An agent with its local socket; disposing it drains the tunnels. */
export interface RunningAgent extends AsyncDisposable {
  readonly agent: Agent;
  readonly hostName: string;
  say(line: string): void;
}

/**
 * Starts the agent. The name of its socket is what keeps two agents from running on one state
 * folder: it is claimed before anything else, or with `replace` taken over from the agent that has
 * it once this one is live.
 */
export async function bringUp(
  ctx: CommandContext,
  shutdown: Shutdown,
  options: { replace?: boolean } = {},
): Promise<RunningAgent> {
  const host = await requireHost(ctx);
  const keys = await openHostKeys(ctx.folder);
  if (keys === null) throw new AgentError("NOT_ENROLLED", { detail: ctx.folder.keyFile });
  const config = await readConfig(ctx.folder.configFile);
  watchOverParent(ctx, shutdown);
  await ensureStateFolder(ctx.folder);

  await using stack = new AsyncDisposableStack();
  const parts: { agent: Agent | null; watch: ConfigWatch | null } = { agent: null, watch: null };
  const socket = stack.use(
    await listenLocal(ctx.folder.socketPath, (request) =>
      answerLocal(ctx, parts, request, shutdown),
    ),
  );
  if (options.replace !== true) await socket.claim();
  const log = stack.use(
    openAgentLog({
      folder: ctx.folder,
      hostId: host.hostId,
      config: config.log,
      print: ctx.output.line,
      narrate: createNarrator(ctx.output.line),
    }),
  );
  const { events } = log;
  const agent = stack.use(
    await startAgent({
      ...{ host, keys, config, events },
      ...{ folder: ctx.folder, files: ctx.files, clock: ctx.clock, random: ctx.random },
      surroundings: ctx.env.surroundings,
    }),
  );
  parts.agent = agent;
  // Whoever started this agent wants nothing to be left of it.
  if (ctx.env.parentPid !== undefined) stack.defer(() => agent.endApps());
  const file = ctx.folder.configFile;
  const watch = stack.use(
    watchConfig({
      file,
      onRejected: (problems) => events.configRejected(file, problems),
      onChange(next) {
        log.configure(next.log);
        agent.configure(next);
        events.configApplied(file);
      },
    }),
  );
  parts.watch = watch;
  shutdown.onReload(() => void watch.reload());
  if (options.replace === true) await takeOver(ctx, socket, agent, shutdown);
  await agent.holdApps();
  events.started({ hostId: host.hostId, name: host.name });
  void shutdown.asked.then(events.stopping);
  const held = stack.move();
  return {
    agent,
    hostName: host.name,
    say: log.say,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

/**
 * The agent that runs stays until this one is live, gives up its name in one step, and is then
 * asked to stop: it drains and exits. When this one does not come up, nothing has changed.
 */
async function takeOver(
  ctx: CommandContext,
  socket: LocalSocket,
  agent: Agent,
  shutdown: Shutdown,
): Promise<void> {
  let endsAtMs = ctx.clock.monotonicMs() + liveWithinMs;
  void shutdown.asked.then(() => {
    endsAtMs = 0;
  });
  while (!agent.status().slots.some(({ state }) => state === "live")) {
    if (ctx.clock.monotonicMs() > endsAtMs) {
      const detail = "this one found no relay, so the agent that runs keeps its place";
      throw new AgentError("TUNNEL_NEEDED", { detail });
    }
    await ctx.clock.sleep(lookEveryMs);
  }
  const before = await reachLocal(ctx.folder.socketPath).catch(() => null);
  await socket.takeOver();
  await agent.reloadApps();
  // One that is hung cannot answer; it has lost its tunnels and its name all the same.
  await before?.ask({ op: "stop" }).catch(() => undefined);
}

/** Waits for a live tunnel; when none comes the agent's own refusal says why. */
export async function untilLive(ctx: CommandContext, agent: Agent): Promise<void> {
  const endsAtMs = ctx.clock.monotonicMs() + liveWithinMs;
  const isLive = () => agent.status().slots.some(({ state }) => state === "live");
  while (!isLive() && ctx.clock.monotonicMs() < endsAtMs) await ctx.clock.sleep(lookEveryMs);
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
  ctx: CommandContext,
  { agent, watch }: { agent: Agent | null; watch: ConfigWatch | null },
  request: LocalRequest,
  shutdown: Shutdown,
): Promise<unknown> {
  if (agent === null) throw new AgentError("AGENT_NOT_RUNNING", { detail: "it is starting" });
  const status = () => ({
    ...agent.status(),
    config: { file: ctx.folder.configFile, problems: [...(watch?.problems() ?? [])] },
  });
  switch (request.op) {
    case "status":
      return status();
    case "expose":
      return await agent.expose(request.app);
    case "permit":
      await agent.permit(request.app);
      return status();
    case "forget":
      return { forgotten: await agent.forget(request.name) };
    case "measure":
      return await agent.measure(request.byteCount);
    case "rotate-key":
      return await agent.rotateKey();
    case "stop":
      // Whoever asks may have come to take its place: from this answer on it has the apps.
      await agent.releaseApps();
      shutdown.ask();
      return { stopping: true };
  }
}

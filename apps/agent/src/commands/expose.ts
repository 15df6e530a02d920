import { askConsole, openConsole } from "../console/console.ts";
import { AgentError } from "../errors.ts";
import { askLocal } from "../local/client.ts";
import { exposeAnswerSchema, statusSchema } from "../local/messages.ts";
import type { DeclaredApp } from "../state/files.ts";
import { canonicalTarget } from "../target/target.ts";
import { type CommandContext, findToken, requireHost } from "./context.ts";
import type { Shutdown } from "./shutdown.ts";
import { bringUp } from "./up.ts";

const liveWithinMs = 15_000;
const lookEveryMs = 100;

export interface ExposeOptions {
  readonly name: string;
  readonly level: DeclaredApp["level"];
}

/**
 * `homeport expose`: makes app, address and target, and prints the address. A running agent does it
 * and keeps the app; without one this command becomes the agent until it is stopped.
 */
export async function expose(
  ctx: CommandContext,
  target: string,
  options: ExposeOptions,
  shutdown: Shutdown,
): Promise<void> {
  const app = { name: options.name, target: canonicalTarget(target), level: options.level };
  await requireHost(ctx);
  if (await agentRuns(ctx)) {
    printAddress(ctx, await declare(ctx, app));
    return;
  }
  await using running = await bringUp(ctx, shutdown);
  await untilLive(ctx, () => running.agent.status().slots.some((slot) => slot.state === "live"));
  printAddress(ctx, await declare(ctx, app));
  ctx.output.line(
    `agent of ${running.hostName}; Ctrl-C stops it, and the address answers "offline"`,
  );
  await shutdown.asked;
}

async function agentRuns(ctx: CommandContext): Promise<boolean> {
  try {
    await askLocal(ctx.folder.socketPath, { op: "status" });
    return true;
  } catch (error) {
    if (error instanceof AgentError && error.code === "AGENT_NOT_RUNNING") return false;
    throw error;
  }
}

/**
 * The host declares the app itself where it may publish; otherwise the signed-in person makes it
 * in the console, and the agent is told to permit its target.
 */
async function declare(ctx: CommandContext, app: DeclaredApp): Promise<DeclaredApp> {
  await untilLive(ctx, () => agentIsLive(ctx));
  const answer = await askLocal(ctx.folder.socketPath, { op: "expose", app });
  const outcome = exposeAnswerSchema.parse(answer);
  if (outcome.outcome === "exposed") return outcome.app;
  if (outcome.code !== "MAY_NOT_PUBLISH") throw refusal(outcome);
  const host = await requireHost(ctx);
  const token = await findToken(ctx, host.webUrl);
  if (token === null) throw refusal(outcome);
  const console = openConsole(host.webUrl, token, host.organizationId);
  const created = await askConsole(host.webUrl, () =>
    console.apps.create.mutate({ hostId: host.hostId, ...app }),
  );
  const kept = { ...app, address: created.url };
  await askLocal(ctx.folder.socketPath, { op: "permit", app: kept });
  return kept;
}

function refusal(outcome: { code: string; message: string }): AgentError {
  return new AgentError("CONSOLE_REFUSED", { detail: `${outcome.code}: ${outcome.message}` });
}

async function agentIsLive(ctx: CommandContext): Promise<boolean> {
  const status = statusSchema.parse(await askLocal(ctx.folder.socketPath, { op: "status" }));
  return status.slots.some((slot) => slot.state === "live");
}

/** Waits for a live tunnel; when none comes the agent's own refusal says why. */
async function untilLive(
  ctx: CommandContext,
  isLive: () => boolean | Promise<boolean>,
): Promise<void> {
  const endsAtMs = ctx.clock.monotonicMs() + liveWithinMs;
  while (!(await isLive()) && ctx.clock.monotonicMs() < endsAtMs) {
    await ctx.clock.sleep(lookEveryMs);
  }
}

function printAddress(ctx: CommandContext, app: DeclaredApp): void {
  ctx.output.result(app, `${app.name} answers at ${app.address ?? "its address"} (${app.level})`);
}

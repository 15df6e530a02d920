import { askConsole, openConsole } from "../console/console.ts";
import { AgentError } from "../errors.ts";
import { askLocal } from "../local/client.ts";
import { exposeAnswerSchema, statusSchema } from "../local/messages.ts";
import type { DeclaredApp } from "../state/files.ts";
import { canonicalTarget } from "../target/target.ts";
import { tryTarget } from "../target/try-target.ts";
import { type CommandContext, findToken, requireHost } from "./context.ts";
import { waitForAnswer } from "./first-answer.ts";
import { agentRuns } from "./running-agent.ts";
import type { Shutdown } from "./shutdown.ts";
import { bringUp } from "./up.ts";

const liveWithinMs = 15_000;
const firstAnswerWithinMs = 10_000;
const lookEveryMs = 100;

export interface ExposeOptions {
  readonly name: string;
  readonly level: DeclaredApp["level"];
  readonly tcp?: boolean;
}

/**
 * `homeport expose`: makes app, address and target, waits for the first answer, and prints the
 * address. A running agent does it and keeps the app; without one this command becomes the agent
 * until it is stopped.
 */
export async function expose(
  ctx: CommandContext,
  target: string,
  options: ExposeOptions,
  shutdown: Shutdown,
): Promise<void> {
  const app = readApp(target, options);
  await requireHost(ctx);
  if (await agentRuns(ctx)) {
    await sayAnswer(ctx, await declare(ctx, app));
    return;
  }
  await using running = await bringUp(ctx, shutdown);
  await sayAnswer(ctx, await declare(ctx, app));
  ctx.output.line(
    `agent of ${running.hostName}; Ctrl-C stops it, and the address answers "offline"`,
  );
  await shutdown.asked;
}

/** A bare port of a TCP app is no HTTP server. */
function readApp(text: string, { name, level, tcp }: ExposeOptions): DeclaredApp {
  const canonical = canonicalTarget(text);
  if (tcp !== true) return { name, target: canonical, level, protocol: "http" };
  return { name, target: canonical.replace(/^http:/, "tcp:"), level, protocol: "tcp" };
}

/**
 * The host declares the app itself where it may publish; otherwise the signed-in person makes it
 * in the console, and the agent is told to permit its target.
 */
async function declare(ctx: CommandContext, app: DeclaredApp): Promise<DeclaredApp> {
  await untilLive(ctx);
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

/** Waits for a live tunnel; when none comes the agent's own refusal says why. */
async function untilLive(ctx: CommandContext): Promise<void> {
  const endsAtMs = ctx.clock.monotonicMs() + liveWithinMs;
  while (!(await agentIsLive(ctx)) && ctx.clock.monotonicMs() < endsAtMs) {
    await ctx.clock.sleep(lookEveryMs);
  }
}

async function agentIsLive(ctx: CommandContext): Promise<boolean> {
  const status = statusSchema.parse(await askLocal(ctx.folder.socketPath, { op: "status" }));
  return status.slots.some((slot) => slot.state === "live");
}

/** Says where the app answers, and what is still missing when it does not. */
async function sayAnswer(ctx: CommandContext, app: DeclaredApp): Promise<void> {
  const targetState = await tryTarget(app.target);
  const { name, level, address, target, protocol } = app;
  if (protocol === "tcp") {
    const how = `${name} is kept as an app that speaks no HTTP (${level}); reach it with: homeport connect ${name} --local <port>`;
    ctx.output.result({ ...app, targetState }, withTargetNote(how, target, targetState));
    return;
  }
  const status =
    address === undefined ? null : await waitForAnswer(address, ctx.clock, firstAnswerWithinMs);
  const text =
    status === null
      ? `${name} has the address ${address ?? "that the console shows"} (${level}), which does not answer yet`
      : `${name} answers at ${address} (${level})`;
  const result = { ...app, answers: status !== null, targetState };
  ctx.output.result(result, withTargetNote(text, target, targetState));
}

function withTargetNote(text: string, target: string, state: string): string {
  return state === "answers" ? text : `${text}\nnothing answers at ${target} yet (${state})`;
}

import { AgentError } from "../errors.ts";
import { type RotateAnswer, rotateAnswerSchema } from "../local/messages.ts";
import { type CommandContext, requireHost } from "./context.ts";
import { askIfRunning } from "./running-agent.ts";
import type { Shutdown } from "./shutdown.ts";
import { bringUp, untilLive } from "./up.ts";

/**
 * `homeport rotate-key`: a new key for this host, through the running agent or, without one, through a tunnel of the
 * command's own. Run again it completes what broke off.
 */
export async function rotateKey(ctx: CommandContext, shutdown: Shutdown): Promise<void> {
  const host = await requireHost(ctx);
  const asked = await askIfRunning(ctx, { op: "rotate-key" });
  const answer =
    asked === null ? await rotateAlone(ctx, shutdown) : rotateAnswerSchema.parse(asked.answer);
  if (answer.outcome === "refused") {
    throw new AgentError("CONSOLE_REFUSED", { detail: `${answer.code}: ${answer.message}` });
  }
  const { oldKeyNotAfterMs } = answer;
  const until = new Date(oldKeyNotAfterMs).toISOString().slice(0, 16).replace("T", " ");
  ctx.output.result(
    { hostId: host.hostId, oldKeyNotAfterMs },
    `${host.name} has a new key. Copies of the old one are good until ${until} UTC, and for nothing afterwards.`,
  );
}

async function rotateAlone(ctx: CommandContext, shutdown: Shutdown): Promise<RotateAnswer> {
  await using running = await bringUp(ctx, shutdown);
  await untilLive(ctx, running.agent);
  return await running.agent.rotateKey();
}

import { AgentError } from "../errors.ts";
import { askLocal } from "../local/client.ts";
import { type AgentStatus, type LocalRequest, statusSchema } from "../local/messages.ts";
import type { CommandContext } from "./context.ts";

/** Whether an agent runs on this state folder. */
export async function agentRuns(ctx: CommandContext): Promise<boolean> {
  return (await askIfRunning(ctx, { op: "status" })) !== null;
}

/** The status of the agent of this state folder, or null when none runs. */
export async function readStatus(ctx: CommandContext): Promise<AgentStatus | null> {
  const answer = await askIfRunning(ctx, { op: "status" });
  return answer === null ? null : statusSchema.parse(answer.answer);
}

/** Asks the running agent, if there is one; null when there is none. */
export async function askIfRunning(
  ctx: CommandContext,
  request: LocalRequest,
): Promise<{ answer: unknown } | null> {
  try {
    return { answer: await askLocal(ctx.folder.socketPath, request) };
  } catch (error) {
    if (error instanceof AgentError && error.code === "AGENT_NOT_RUNNING") return null;
    throw error;
  }
}

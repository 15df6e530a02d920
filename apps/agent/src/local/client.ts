import { connect } from "node:net";
import { z } from "zod";
import { AgentError, type AgentErrorCode, agentErrors } from "../errors.ts";
import { type LocalRequest, localAnswerSchema } from "./messages.ts";

const answerWithinMs = 20_000;
const failureSchema = z.object({ error: z.object({ code: z.string(), detail: z.string() }) });

/**
 * Asks the running agent one thing and answers what it said. Throws `AGENT_NOT_RUNNING` when
 * nobody listens, and the agent's own error when it refuses.
 */
export async function askLocal(socketPath: string, request: LocalRequest): Promise<unknown> {
  const line = await exchange(socketPath, `${JSON.stringify(request)}\n`);
  const parsed: unknown = JSON.parse(line);
  const failure = failureSchema.safeParse(parsed);
  if (failure.success) {
    const { code, detail } = failure.data.error;
    throw new AgentError(isAgentCode(code) ? code : "AGENT_NOT_RUNNING", { detail });
  }
  return localAnswerSchema.parse(parsed).answer;
}

function isAgentCode(code: string): code is AgentErrorCode {
  return code in agentErrors;
}

function exchange(socketPath: string, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path: socketPath });
    let text = "";
    const fail = (cause: unknown) =>
      reject(new AgentError("AGENT_NOT_RUNNING", { detail: socketPath, cause }));
    socket.setTimeout(answerWithinMs, () => socket.destroy(new Error("no answer")));
    socket.once("connect", () => socket.write(line));
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
    });
    socket.once("error", fail);
    socket.once("end", () => {
      socket.destroy();
      if (text.endsWith("\n")) resolve(text);
      else fail(new Error("the answer broke off"));
    });
  });
}

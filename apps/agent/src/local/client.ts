import { connect, type Socket } from "node:net";
import { z } from "zod";
import { AgentError, type AgentErrorCode, agentErrors } from "../errors.ts";
import { type LocalRequest, localAnswerSchema } from "./messages.ts";

const answerWithinMs = 20_000;
const failureSchema = z.object({ error: z.object({ code: z.string(), detail: z.string() }) });

/** A connection to the running agent that can ask it one thing, later. */
export interface LocalAgent {
  ask(request: LocalRequest): Promise<unknown>;
  close(): void;
}

/**
 * Asks the running agent one thing and answers what it said. Throws `AGENT_NOT_RUNNING` when
 * nobody listens, and the agent's own error when it refuses.
 */
export async function askLocal(socketPath: string, request: LocalRequest): Promise<unknown> {
  const agent = await reachLocal(socketPath);
  return await agent.ask(request);
}

/** Connects to the agent that has the name now, whoever has it afterwards. */
export async function reachLocal(socketPath: string): Promise<LocalAgent> {
  const socket = connect({ path: socketPath });
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", () => {
      socket.off("error", reject);
      resolve();
    });
    socket.once("error", reject);
  }).catch((cause: unknown) => {
    throw new AgentError("AGENT_NOT_RUNNING", { detail: socketPath, cause });
  });
  return {
    ask: async (request) => understand(await exchange(socket, `${JSON.stringify(request)}\n`)),
    close: () => socket.destroy(),
  };
}

function understand(line: string): unknown {
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

function exchange(socket: Socket, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const fail = (cause: Error) => {
      reject(new AgentError("AGENT_NOT_RUNNING", { detail: cause.message, cause }));
    };
    socket.setTimeout(answerWithinMs, () => socket.destroy(new Error("no answer")));
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
    });
    socket.once("error", fail);
    socket.once("close", () => fail(new Error("the answer broke off")));
    socket.once("end", () => {
      socket.destroy();
      if (text.endsWith("\n")) resolve(text);
    });
    socket.write(line);
  });
}

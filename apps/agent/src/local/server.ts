import { chmod, mkdir, rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { dirname } from "node:path";
import { AgentError } from "../errors.ts";
import { isErrno } from "../state/private-file.ts";
import { askLocal } from "./client.ts";
import { type LocalRequest, localRequestSchema } from "./messages.ts";

const maxLineBytes = 64 * 1024;
const lineWithinMs = 5_000;

/**
 * Listens on the agent's socket (0600 in a 0700 folder) and answers one request a connection.
 * A socket left by a killed agent is replaced; one that answers means that an agent runs:
 * `AGENT_RUNNING`.
 */
export async function listenLocal(
  socketPath: string,
  answer: (request: LocalRequest) => Promise<unknown>,
): Promise<AsyncDisposable> {
  await mkdir(dirname(socketPath), { recursive: true, mode: 0o700 });
  const server = createServer((socket) => serve(socket, answer));
  try {
    await listen(server, socketPath);
  } catch (error) {
    if (!isErrno(error, "EADDRINUSE")) throw error;
    if (await isAnswered(socketPath)) throw new AgentError("AGENT_RUNNING", { detail: socketPath });
    await rm(socketPath, { force: true });
    await listen(server, socketPath);
  }
  await chmod(socketPath, 0o600);
  return {
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: Server, socketPath: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(socketPath, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

async function isAnswered(socketPath: string): Promise<boolean> {
  try {
    await askLocal(socketPath, { op: "status" });
    return true;
  } catch {
    return false;
  }
}

function serve(socket: Socket, answer: (request: LocalRequest) => Promise<unknown>): void {
  let text = "";
  socket.setTimeout(lineWithinMs, () => socket.destroy());
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("utf8");
    if (text.length > maxLineBytes) socket.destroy();
    const end = text.indexOf("\n");
    if (end < 0) return;
    socket.setTimeout(0);
    socket.pause();
    void reply(text.slice(0, end), answer).then((line) => socket.end(line));
  });
}

async function reply(
  line: string,
  answer: (request: LocalRequest) => Promise<unknown>,
): Promise<string> {
  try {
    const request = localRequestSchema.parse(JSON.parse(line));
    return `${JSON.stringify({ answer: await answer(request) })}\n`;
  } catch (error) {
    const known = error instanceof AgentError;
    const code = known ? error.code : "UNKNOWN";
    return `${JSON.stringify({ error: { code, detail: known ? error.message : "not understood" } })}\n`;
  }
}

import { chmod, link, mkdir, rename, rm, stat } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { dirname } from "node:path";
import { AgentError } from "../errors.ts";
import { isErrno } from "../state/private-file.ts";
import { type LocalRequest, localRequestSchema } from "./messages.ts";

const maxLineBytes = 64 * 1024;
const lineWithinMs = 5_000;

/**
 * The agent's socket. It is bound under a name of this process and gets the folder's name by
 * `claim` or `takeOver`: so the name passes from one agent to the next in one step, and an agent
 * that closes late cannot remove the socket of its successor.
 */
export interface LocalSocket extends AsyncDisposable {
  /** Takes the name when no agent answers under it; throws `AGENT_RUNNING` when one does. */
  claim(): Promise<void>;
  /** Takes the name away from whoever has it. */
  takeOver(): Promise<void>;
}

/** Listens (0600 in a 0700 folder) and answers one request a connection. */
export async function listenLocal(
  socketPath: string,
  answer: (request: LocalRequest) => Promise<unknown>,
): Promise<LocalSocket> {
  await mkdir(dirname(socketPath), { recursive: true, mode: 0o700 });
  const ownPath = `${socketPath}.${process.pid}`;
  await rm(ownPath, { force: true });
  const server = createServer((socket) => serve(socket, answer));
  await listen(server, ownPath);
  await chmod(ownPath, 0o600);
  const { ino } = await stat(ownPath);
  return {
    claim: () => claimName(ownPath, socketPath),
    takeOver: () => rename(ownPath, socketPath),
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => server.close(() => resolve()));
      if ((await inodeOf(socketPath)) === ino) await rm(socketPath, { force: true });
    },
  };
}

/** A link is made only where nothing is: of two agents that start at once one gets the name. */
async function claimName(ownPath: string, socketPath: string): Promise<void> {
  try {
    await link(ownPath, socketPath);
    await rm(ownPath);
  } catch (error) {
    if (!isErrno(error, "EEXIST")) throw error;
    if (await isAnswered(socketPath)) throw new AgentError("AGENT_RUNNING", { detail: socketPath });
    // What is there was left by an agent that was killed.
    await rename(ownPath, socketPath);
  }
}

async function inodeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).ino;
  } catch {
    return null;
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** Whether a process listens there: what a killed one left refuses connections. */
function isAnswered(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path: socketPath });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
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

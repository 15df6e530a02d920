import { once } from "node:events";
import { WebSocket } from "ws";

const deadlineMs = 5_000;

/** Opens a WebSocket, says a word and answers what came back; null when it was not carried. */
export async function echoOnce(port: number, host: string, word: string): Promise<string | null> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/echo`, { headers: { host } });
  const signal = AbortSignal.timeout(deadlineMs);
  try {
    await once(socket, "open", { signal });
    socket.send(word);
    const [message] = await once(socket, "message", { signal });
    return String(message);
  } catch {
    return null;
  } finally {
    socket.on("error", () => undefined);
    socket.terminate();
  }
}

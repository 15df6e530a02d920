import { WebSocket } from "ws";
import { announcePort, endOnSignal } from "./announce.ts";

/** The other end of the JSON tunnel: one `fetch` a message. */
const [relayPort, targetPort] = process.argv.slice(2);
const socket = new WebSocket(`ws://127.0.0.1:${relayPort}`, {
  perMessageDeflate: false,
  maxPayload: 2 ** 30,
});

const answerWithinMs = 30_000;

interface Asked {
  id: string;
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** Fields that `fetch` sets itself. */
const ownFields = new Set(["host", "connection", "content-length", "transfer-encoding"]);

async function answer(asked: Asked): Promise<void> {
  const headers = Object.entries(asked.headers).filter(([name]) => !ownFields.has(name));
  const response = await fetch(`http://127.0.0.1:${targetPort}${asked.url}`, {
    method: asked.method,
    headers,
    signal: AbortSignal.timeout(answerWithinMs),
    ...(asked.body === "" ? {} : { body: Buffer.from(asked.body, "base64") }),
  });
  const body = Buffer.from(await response.arrayBuffer()).toString("base64");
  const { status } = response;
  const kept = Object.fromEntries(response.headers);
  socket.send(JSON.stringify({ id: asked.id, status, headers: kept, body }));
}

endOnSignal();
socket.on("message", (message) => void answer(JSON.parse(String(message)) as Asked));
socket.on("open", () => announcePort(0));

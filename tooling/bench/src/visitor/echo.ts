import { once } from "node:events";
import { request } from "node:http";
import type { Socket } from "node:net";
import { requestOptions, type Way } from "./way.ts";

const messageBytes = 64;
const deadlineMs = 10_000;

/** Sends 64 bytes on each upgraded connection as soon as the last 64 came back; answers each time in ms. */
export async function echoFor(
  way: Way,
  { connections, seconds }: { connections: number; seconds: number },
): Promise<{ timesMs: number[]; seconds: number }> {
  const sockets = await Promise.all(Array.from({ length: connections }, () => openUpgraded(way)));
  const timesMs: number[] = [];
  const startedMs = performance.now();
  const lastMs = startedMs + seconds * 1_000;
  try {
    await Promise.all(sockets.map((socket, index) => volley(socket, index, lastMs, timesMs)));
    return { timesMs, seconds: (performance.now() - startedMs) / 1_000 };
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

async function openUpgraded(way: Way): Promise<Socket> {
  const { headers, ...options } = requestOptions(way);
  const outgoing = request({
    ...{ ...options, path: "/echo", agent: false },
    headers: { ...headers, connection: "upgrade", upgrade: "echo" },
  });
  outgoing.end();
  const signal = AbortSignal.timeout(deadlineMs);
  const refused = once(outgoing, "response", { signal }).then(([answer]) => {
    throw new Error(`${answer.statusCode} instead of an upgrade`);
  });
  const [, socket, head] = await Promise.race([once(outgoing, "upgrade", { signal }), refused]);
  socket.setNoDelay(true);
  if (head.length > 0) socket.unshift(head);
  return socket;
}

/** One connection's exchange until the time is up. Rejects when anything else comes back. */
function volley(socket: Socket, index: number, lastMs: number, timesMs: number[]): Promise<void> {
  const message = Buffer.alloc(messageBytes, `${index} homeport`);
  let got: Buffer = Buffer.alloc(0);
  let sentMs = 0;
  return new Promise((resolve, reject) => {
    function send(): void {
      sentMs = performance.now();
      if (sentMs >= lastMs) resolve();
      else socket.write(message);
    }
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("an upgraded connection ended")));
    socket.on("data", (bytes: Buffer) => {
      got = got.length === 0 ? bytes : Buffer.concat([got, bytes]);
      if (got.length < messageBytes) return;
      if (!got.equals(message)) return reject(new Error("the echo said something else"));
      got = Buffer.alloc(0);
      timesMs.push(performance.now() - sentMs);
      send();
    });
    send();
  });
}

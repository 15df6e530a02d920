import { request } from "node:http";
import type { Running } from "./contender.ts";

const pattern = Buffer.from("homeport");
const deadlineMs = 10_000;

/** Fetches `/bytes/<count>` once and compares every byte. Throws with what was wrong. */
export async function verifyBytes(running: Running, count: number): Promise<void> {
  const { status, body } = await fetchOnce(running, `/bytes/${count}`);
  if (status !== 200) throw new Error(`${status} instead of 200: ${body.toString().slice(0, 200)}`);
  if (body.length !== count) throw new Error(`${body.length} bytes instead of ${count}`);
  const expected = Buffer.alloc(65_536, pattern);
  for (let at = 0; at < count; at += expected.length) {
    const size = Math.min(expected.length, count - at);
    if (body.compare(expected, 0, size, at, at + size) !== 0)
      throw new Error(`wrong bytes at ${at}`);
  }
}

function fetchOnce(running: Running, path: string): Promise<{ status: number; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: "127.0.0.1",
        port: running.port,
        path,
        agent: false,
        headers: { host: running.host, ...running.headers },
        signal: AbortSignal.timeout(deadlineMs),
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () =>
          resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks) }),
        );
        answer.on("error", reject);
      },
    );
    outgoing.on("error", reject);
    outgoing.end();
  });
}

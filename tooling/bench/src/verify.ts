import { ask } from "./ask.ts";
import type { Running } from "./contender.ts";

const pattern = Buffer.alloc(65_536, "homeport");

/** Fetches `/bytes/<count>` once and compares every byte. Throws with what was wrong. */
export async function verifyBytes(running: Running, count: number): Promise<void> {
  const { status, body } = await ask(running, `/bytes/${count}`, running.headers);
  if (status !== 200) throw new Error(`${status} instead of 200: ${body.toString().slice(0, 200)}`);
  if (body.length !== count) throw new Error(`${body.length} bytes instead of ${count}`);
  for (let at = 0; at < count; at += pattern.length) {
    const size = Math.min(pattern.length, count - at);
    if (body.compare(pattern, 0, size, at, at + size) !== 0)
      throw new Error(`wrong bytes at ${at}`);
  }
}

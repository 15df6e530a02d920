import { isPattern } from "../pattern.ts";
import { ask } from "./ask.ts";
import type { Way } from "./way.ts";

/** Fetches `/bytes/<count>` once and judges every byte. Throws with what was wrong. */
export async function verifyBytes(way: Way, count: number): Promise<void> {
  const { status, body } = await ask(way, `/bytes/${count}`);
  if (status !== 200) throw new Error(`${status} instead of 200: ${body.toString().slice(0, 200)}`);
  if (body.length !== count) throw new Error(`${body.length} bytes instead of ${count}`);
  if (!isPattern(body, 0)) throw new Error("wrong bytes");
}

import { once } from "node:events";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { patternAt, patternBytes } from "../pattern.ts";
import { requestOptions, type Way } from "./way.ts";

const deadlineMs = 120_000;

/** Sends that many bytes; the target says how many of them were right. Throws unless all were. */
export async function upload(way: Way, byteCount: number): Promise<void> {
  const signal = AbortSignal.timeout(deadlineMs);
  const { headers, ...options } = requestOptions(way);
  const outgoing = request({
    ...{ ...options, method: "POST", path: "/sink", agent: false, signal },
    headers: { ...headers, "content-length": byteCount },
  });
  const answered = once(outgoing, "response", { signal });
  for (let sent = 0; sent < byteCount; sent += patternBytes) {
    const taken = outgoing.write(patternAt(sent, Math.min(patternBytes, byteCount - sent)));
    if (!taken) await once(outgoing, "drain", { signal });
  }
  outgoing.end();
  const [answer] = await answered;
  const said = await text(answer);
  if (answer.statusCode !== 200 || said !== String(byteCount)) {
    throw new Error(`${answer.statusCode} ${said.slice(0, 200)} instead of 200 ${byteCount}`);
  }
}

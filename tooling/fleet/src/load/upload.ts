import { createHash } from "node:crypto";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import type { Visitor } from "./send-request.ts";

export interface UploadPlan extends Visitor {
  readonly host: string;
  readonly bytes: number;
  /** How long the whole of it takes to leave, so that something can happen meanwhile. */
  readonly overMs: number;
}

/** What came of an upload: the digest that the app saw beside the one of what was sent. */
export interface Uploaded {
  readonly status: number | null;
  readonly sent: string;
  readonly received: string;
  readonly tookMs: number;
}

const chunkBytes = 256 * 1024;

/** Sends a body of pseudo-random bytes at an even pace. Never rejects. */
export async function upload(plan: UploadPlan): Promise<Uploaded> {
  const hash = createHash("sha256");
  const request = httpRequest({
    ...{ host: "127.0.0.1", port: plan.port, agent: false },
    ...{ method: "PUT", path: "/digest" },
    headers: { host: plan.host, "content-length": plan.bytes },
  });
  let isAnswered = false;
  const answered = new Promise<Pick<Uploaded, "status" | "received">>((resolve) => {
    const fail = (error: Error) => resolve({ status: null, received: error.message });
    request.on("error", fail);
    request.on("response", (answer) => {
      const status = answer.statusCode ?? null;
      text(answer).then((received) => resolve({ status, received }), fail);
    });
  });
  void answered.then(() => {
    isAnswered = true;
  });
  const startedMs = performance.now();
  let sentBytes = 0;
  let seed = createHash("sha256").update(plan.host).digest();
  while (sentBytes < plan.bytes && !isAnswered) {
    seed = createHash("sha256").update(seed).digest();
    const chunk = Buffer.alloc(Math.min(chunkBytes, plan.bytes - sentBytes), seed);
    hash.update(chunk);
    sentBytes += chunk.length;
    if (!request.write(chunk)) await Promise.race([once(request, "drain"), answered]);
    const aheadMs = (sentBytes / plan.bytes) * plan.overMs - (performance.now() - startedMs);
    if (aheadMs > 0) await sleep(aheadMs);
  }
  request.end();
  const { status, received } = await answered;
  const tookMs = performance.now() - startedMs;
  return { status, received, sent: hash.digest("hex"), tookMs };
}

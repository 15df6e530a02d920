import { Agent, get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { isPattern } from "../pattern.ts";
import { requestOptions, type Way } from "./way.ts";

const answerBytes = 1_024;
const deadlineMs = 10_000;

/** 1 KiB requests at a fixed pace, whatever becomes of those before; answers each time in ms. */
export async function requestAtPace(
  way: Way,
  plan: { perSecond: number; connections: number; seconds: number; signal: AbortSignal },
): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: plan.connections });
  const asked: Promise<number>[] = [];
  const startedMs = performance.now();
  const wanted = plan.perSecond * plan.seconds;
  try {
    while (asked.length < wanted) {
      const dueMs = startedMs + (asked.length / plan.perSecond) * 1_000;
      const leftMs = dueMs - performance.now();
      if (leftMs > 0) await sleep(leftMs, undefined, { signal: plan.signal });
      const one = timeRequest(way, agent);
      // It is judged below; until then it must not end the process.
      one.catch(() => undefined);
      asked.push(one);
    }
    return await Promise.all(asked);
  } finally {
    agent.destroy();
  }
}

/** So many 1 KiB requests, one after the other on each of some connections. */
export async function requestOneByOne(
  way: Way,
  { count, connections }: { count: number; connections: number },
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let left = count;
  async function goOn(): Promise<void> {
    while (left-- > 0) await timeRequest(way, agent);
  }
  try {
    await Promise.all(Array.from({ length: connections }, goOn));
  } finally {
    agent.destroy();
  }
}

/** Ms from the request to the last byte. Rejects when anything of the answer is wrong. */
function timeRequest(way: Way, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    const path = `/bytes/${answerBytes}`;
    const outgoing = get({ ...requestOptions(way), path, agent }, (answer) => {
      let count = 0;
      let isRight = answer.statusCode === 200;
      answer.on("data", (bytes: Buffer) => {
        isRight &&= isPattern(bytes, count);
        count += bytes.length;
      });
      answer.on("error", reject);
      answer.on("end", () => {
        if (isRight && count === answerBytes) resolve(performance.now() - startedMs);
        else reject(new Error(`a wrong answer: ${answer.statusCode}, ${count} bytes`));
      });
    });
    outgoing.setTimeout(deadlineMs, () => outgoing.destroy(new Error("no answer in time")));
    outgoing.on("error", reject);
  });
}

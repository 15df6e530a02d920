import { request as httpRequest } from "node:http";
import { benchCase } from "../bench-case.ts";
import type { Contender } from "../contender.ts";
import type { Sleeper } from "../contenders/woken-app.ts";
import { median, percentile } from "../report/statistics.ts";

const wakes = 20;

/** Stops the app and visits it, over and over; what counts is what the visitor waits for once the app answers its host. */
export function wake(contenders: readonly Contender<Sleeper>[]) {
  return benchCase({
    name: "wake",
    title: `a visit to a stopped app, ${wakes} times: from the probe that passed to the visitor's first byte`,
    once: true,
    contenders,
    async measure(running, { signal }) {
      const lateMs: number[] = [];
      while (lateMs.length < wakes) {
        signal.throwIfAborted();
        const firstByteAtMs = await visit(running);
        lateMs.push(firstByteAtMs - running.readProbedAtMs());
        await running.app.stop();
      }
      return { p50Ms: median(lateMs), p95Ms: percentile(lateMs, 95) };
    },
  });
}

/** Answers when the head of the answer came, in epoch ms. */
function visit({ port, host }: Sleeper): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(
      { host: "127.0.0.1", port, agent: false, headers: { host } },
      (answer) => {
        const atMs = Date.now();
        answer.resume();
        if (answer.statusCode === 200) answer.once("end", () => resolve(atMs));
        else reject(new Error(`a visit was answered ${answer.statusCode}`));
      },
    );
    asked.once("error", reject);
    asked.end();
  });
}

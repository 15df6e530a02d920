import { get } from "node:http";
import { requestOptions, type Way } from "./way.ts";

const deadlineMs = 5_000;
const expected = "data: first\n\n";

/** Ms from the request to the first event of a stream that then stays silent. */
export function timeFirstEvent(way: Way): Promise<number> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(deadlineMs);
    const startedMs = performance.now();
    const options = { ...requestOptions(way), path: "/events", agent: false, signal };
    const outgoing = get(options, (answer) => {
      answer.once("data", (bytes: Buffer) => {
        if (answer.statusCode === 200 && String(bytes) === expected) {
          resolve(performance.now() - startedMs);
        } else reject(new Error(`${answer.statusCode} ${bytes} is no first event`));
        outgoing.destroy();
      });
      answer.on("error", reject);
    });
    outgoing.on("error", reject);
  });
}

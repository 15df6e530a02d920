import { get } from "node:http";

/**
 * The status with which an address answers, or null when nothing does in time. Not by `fetch`, which
 * refuses ports where browsers expect other protocols; a replica's ops listener may well sit on one.
 */
export function askStatus(url: string, deadlineMs = 2_000): Promise<number | null> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: deadlineMs }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? null);
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve(null));
    request.once("close", () => resolve(null));
  });
}

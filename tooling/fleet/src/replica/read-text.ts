import { get } from "node:http";
import { text } from "node:stream/consumers";

const deadlineMs = 1_000;

/** The body of an address that answers 200 within a second, else null. */
export function readText(url: string): Promise<string | null> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: deadlineMs }, (answer) => {
      text(answer).then(
        (body) => resolve(answer.statusCode === 200 ? body : null),
        () => resolve(null),
      );
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve(null));
  });
}

import { once } from "node:events";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { LookupFunction } from "node:net";
import type { Clock } from "@homeport/platform";

const lookEveryMs = 250;
const answerWithinMs = 5_000;

/**
 * Waits until `address` is answered by the app or by the gate before it: anything but "there is no
 * such address" and "not now". Answers the status, or null when none came within `withinMs`.
 */
export async function waitForAnswer(
  address: string,
  clock: Clock,
  withinMs: number,
): Promise<number | null> {
  const endsAtMs = clock.monotonicMs() + withinMs;
  while (clock.monotonicMs() < endsAtMs) {
    const status = await askOnce(new URL(address));
    if (status !== null && status !== 404 && status !== 503) return status;
    await clock.sleep(lookEveryMs);
  }
  return null;
}

/** The status of one request; null when nothing answered. The body is not read. */
async function askOnce(url: URL): Promise<number | null> {
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  const outgoing = request(url, {
    agent: false,
    timeout: answerWithinMs,
    // Resolvers do not know names under localhost, browsers do: they are this machine.
    ...(url.hostname.endsWith(".localhost") ? { lookup: toLoopback } : {}),
  });
  outgoing.once("timeout", () => outgoing.destroy(new Error("no answer")));
  outgoing.end();
  try {
    const [response] = await once(outgoing, "response");
    return response.statusCode;
  } catch {
    return null;
  } finally {
    outgoing.on("error", () => undefined);
    outgoing.destroy();
  }
}

const toLoopback: LookupFunction = (_name, options, done) => {
  if (options.all) done(null, [{ address: "127.0.0.1", family: 4 }]);
  else done(null, "127.0.0.1", 4);
};

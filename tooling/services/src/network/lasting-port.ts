import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below what systems give to outgoing connections, and above what programs are known by. */
const [lowest, highest] = [10_000, 19_999];
const mostTries = 100;

/**
 * A port on loopback for a program that ends and comes back: while it is away no outgoing connection of a busy
 * machine takes it, as may happen to one of `findFreePort`.
 */
export async function findLastingPort(): Promise<number> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const port = randomInt(lowest, highest + 1);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port was found between ${lowest} and ${highest}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => void probe.close(() => resolve(true)));
  });
}

import { createServer } from "node:net";
import type { Random } from "@homeport/platform";
import { AppFailure } from "./failure.ts";

const firstPort = 20_000;
const portCount = 10_000;

/** Whether nobody listens there, on the loopback interface or on all of them. */
export async function isPortFree(port: number): Promise<boolean> {
  for (const host of ["127.0.0.1", "0.0.0.0"]) {
    if (!(await canListen(port, host))) return false;
  }
  return true;
}

/**
 * A port of 20000 to 29999 that no app of this host has and on which nobody listens. The search begins anywhere, so
 * that two agents of one machine seldom meet. Throws `PORT_TAKEN` when there is none.
 */
export async function choosePort(taken: ReadonlySet<number>, random: Random): Promise<number> {
  const start = Math.floor(random.number() * portCount);
  for (let step = 0; step < portCount; step += 1) {
    const port = firstPort + ((start + step) % portCount);
    if (!taken.has(port) && (await isPortFree(port))) return port;
  }
  throw new AppFailure("PORT_TAKEN", "no port of 20000 to 29999 is free");
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

import { createServer } from "node:net";

/** Below what systems give to outgoing connections, and above what programs are known by. */
const lowest = 10_000;
const [blocks, portsABlock] = [100, 100];

let taken = 0;

/**
 * A port on loopback for a program that ends and comes back: while it is away no outgoing connection of a busy
 * machine takes it, as may happen to one of `findFreePort`. Each process hands out a block of its own in turn, so
 * that two which start many programs at once do not choose the same.
 */
export async function findLastingPort(): Promise<number> {
  const first = lowest + (process.pid % blocks) * portsABlock;
  for (let tries = 0; tries < portsABlock; tries += 1) {
    const port = first + (taken++ % portsABlock);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port was found from ${first} to ${first + portsABlock - 1}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => void probe.close(() => resolve(true)));
  });
}

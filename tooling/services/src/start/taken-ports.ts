import { createServer } from "node:net";
import { RemedyError } from "../remedy-error.ts";

export type NamedPort = { name: string; port: number };

/** Throws RemedyError that lists every port that somebody else listens on, before anything starts. */
export async function refuseTakenPorts(wanted: NamedPort[]): Promise<void> {
  const answers = await Promise.all(
    wanted.map(async ({ name, port }) => ((await isTaken(port)) ? `${port} (${name})` : null)),
  );
  const taken = answers.filter((answer) => answer !== null);
  if (taken.length === 0) return;
  throw new RemedyError(
    `${taken.length === 1 ? "Port" : "Ports"} ${taken.join(", ")} ${taken.length === 1 ? "is" : "are"} taken by another program.`,
    "Free it, or move all ports of this run at once: pnpm start --port-base 4000",
  );
}

/** A listener on the IPv6 loopback counts too: a browser tries it first for `localhost`. */
async function isTaken(port: number): Promise<boolean> {
  const answers = await Promise.all(["127.0.0.1", "::1"].map((host) => isTakenOn(host, port)));
  return answers.includes(true);
}

function isTakenOn(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => {
      resolve(error.code === "EADDRINUSE" || error.code === "EACCES");
    });
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(false)));
  });
}

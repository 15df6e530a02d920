import { readFileSync } from "node:fs";
import { createShutdown, startQuietAgent } from "@homeport/agent";
import { z } from "zod";

// Thousands of hosts, several hundred a process: the agent's own supervisor and mux, on state folders of their own.
const homes = z.array(z.string()).parse(JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")));

const shutdown = createShutdown();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => shutdown.ask());

const agents = await Promise.all(homes.map(startQuietAgent));
await shutdown.asked;
await Promise.all(agents.map((agent) => agent[Symbol.asyncDispose]()));
process.exit(0);

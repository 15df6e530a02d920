import { createShutdown, readEnv, runCommand } from "@homeport/agent";
import { z } from "zod";

// Several hosts in one process, each the whole `homeport up` on a state folder of its own.
const homes = z.array(z.string()).min(1).parse(process.argv.slice(2));
const parentPid = String(process.ppid);

const shutdown = createShutdown();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => shutdown.ask());

const codes = await Promise.all(
  homes.map((home) =>
    runCommand(
      ["up"],
      () => readEnv({ HOMEPORT_HOME: home, HOMEPORT_PARENT_PID: parentPid }),
      shutdown,
    ),
  ),
);
process.exit(Math.max(...codes));

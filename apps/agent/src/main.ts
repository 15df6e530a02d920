import { runCommand } from "./commands/program.ts";
import { createShutdown } from "./commands/shutdown.ts";
import { readEnv } from "./env.ts";

const shutdown = createShutdown();
let signals = 0;
function onSignal(): void {
  signals += 1;
  // A second signal does not wait for open streams.
  if (signals > 1) process.exit(1);
  shutdown.ask();
}
process.on("SIGINT", onSignal);
process.on("SIGTERM", onSignal);
process.on("SIGHUP", () => {
  if (!shutdown.reload()) onSignal();
});
process.exit(await runCommand(process.argv.slice(2), () => readEnv(process.env), shutdown));

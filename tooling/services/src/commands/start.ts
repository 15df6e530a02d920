import { rmSync } from "node:fs";
import { checkoutFolder, foldersUnder } from "../start/folders.ts";
import { clearData, confirmFresh } from "../start/fresh.ts";
import { readStartOptions } from "../start/options.ts";
import { createProgress } from "../start/progress.ts";
import { takeSoleRun } from "../start/sole-run.ts";
import { startRun } from "../start/start-run.ts";
import { summarize } from "../start/summary.ts";
import { watchCaller } from "../start/vanished-caller.ts";
import { reportError } from "./report-error.ts";

const options = readStartOptions(process.argv.slice(2));
const folders = foldersUnder(checkoutFolder, options.data);
const write = (text: string) => void process.stdout.write(text);
const startedMs = performance.now();
const stop = new AbortController();
const hurry = new AbortController();

function end(reason: string): void {
  if (stop.signal.aborted) {
    hurry.abort();
    return;
  }
  write(`\n  ${reason}: ending everything, stores last. Once more to end at once.\n`);
  stop.abort();
}

// The terminal may be gone when we are told that it is: what we still print must not end us.
process.stdout.on("error", () => undefined);
process.stderr.on("error", () => undefined);
process.on("SIGINT", () => end("Ctrl-C"));
process.on("SIGTERM", () => end("SIGTERM"));
process.on("SIGHUP", () => end("SIGHUP"));

async function main(): Promise<number> {
  const release = takeSoleRun(folders.holderFile);
  try {
    if (options.fresh) {
      await confirmFresh(folders, options.yes);
      clearData(folders);
    }
    rmSync(folders.logs, { recursive: true, force: true });
    write(`\n  Homeport starts in ${folders.root}\n\n`);
    await startRun({
      options,
      folders,
      env: process.env,
      progress: createProgress({ write, isTty: process.stdout.isTTY === true }, () =>
        performance.now(),
      ),
      stop: stop.signal,
      hurry: hurry.signal,
      onUp: (run) => write(summarize(run, folders.logs, performance.now() - startedMs)),
    });
    write("  Everything has ended.\n");
    return hurry.signal.aborted ? 1 : 0;
  } finally {
    release();
  }
}

using _caller = watchCaller(end);
try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = reportError(error, (text) => process.stderr.write(text));
}
// What is left are idle sockets of the last health checks; nothing of the run depends on them.
process.exit();

import { checkoutFolder, foldersUnder } from "../start/folders.ts";
import { readStopOptions } from "../start/options.ts";
import { stopRun } from "../start/stop-run.ts";
import { reportError } from "./report-error.ts";

const options = readStopOptions(process.argv.slice(2));
const write = (text: string) => void process.stdout.write(text);
try {
  const ended = await stopRun(foldersUnder(checkoutFolder, options.data));
  write(ended ? "Everything has ended.\n" : "Nothing runs in this folder.\n");
} catch (error) {
  process.exitCode = reportError(error, (text) => process.stderr.write(text));
}

import { fileURLToPath } from "node:url";
import { Command, InvalidArgumentError } from "commander";
import { benchTunnel } from "./bench-tunnel.ts";

function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError("Expected a whole number above 0.");
}

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());

interface TunnelFlags {
  rounds: number;
  seconds: number;
  only: string[];
  profile?: string;
}

const program = new Command("bench").description("Measures Homeport against controls of its own.");

program
  .command("tunnel")
  .description(
    "requests and downloads through relay and agent, beside a plain proxy and a JSON tunnel",
  )
  .option("--rounds <n>", "how often each contender is measured", wholeNumber, 5)
  .option("--seconds <n>", "how long each measurement lasts", wholeNumber, 4)
  .option("--only <names...>", "contenders or cases, by the beginning of their names", [])
  .option("--profile <folder>", "write a CPU profile of every measured process there")
  .action(async (flags: TunnelFlags) => {
    const met = await benchTunnel({
      ...flags,
      signal: stop.signal,
      profileFolder: flags.profile ?? null,
      reportsFolder: fileURLToPath(new URL("../../../reports", import.meta.url)),
      print: (text) => void process.stdout.write(text),
    });
    process.exitCode = met ? 0 : 1;
  });

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`\n${describe(error)}\n`);
  process.exitCode = 1;
}

/** The sentence of an error and of what caused it. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${describe(error.cause)}`;
}

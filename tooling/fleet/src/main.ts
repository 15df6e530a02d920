import { fileURLToPath } from "node:url";
import { Argument, Command, InvalidArgumentError } from "commander";
import { writeMarkdown } from "./report/markdown.ts";
import { missedOf } from "./report/report.ts";
import { writeReport } from "./report/write-report.ts";
import { runScenario } from "./scenario/run-scenario.ts";
import type { Size } from "./scenario/scenario.ts";
import { scenarios } from "./scenarios/all.ts";
import { openLabStores } from "./stores/fleet-stores.ts";

interface Flags {
  relays?: number;
  hosts?: number;
  tunnels?: number;
  rate?: number;
  seconds?: number;
  small: boolean;
  fault: boolean;
}

const reportsFolder = fileURLToPath(new URL("../../../reports", import.meta.url));

const program = new Command("fleet")
  .description("Runs a scenario of many relays and hosts in its full size, and reports what held.")
  .addArgument(
    new Argument("<scenario>", "what happens").choices(scenarios.map(({ name }) => name)),
  )
  .option("--relays <n>", "how many relays", wholeNumber)
  .option("--hosts <n>", "how many hosts", wholeNumber)
  .option("--tunnels <n>", "how many tunnels each host holds", wholeNumber)
  .option("--rate <n>", "requests a second", wholeNumber)
  .option("--seconds <n>", "how long the load or the trouble lasts", wholeNumber)
  .option("--small", "the size of the test run", false)
  .option("--fault", "plant the fault that the claims must show", false)
  .action(run);

async function run(name: string, flags: Flags): Promise<void> {
  const scenario = scenarios.find((one) => one.name === name);
  if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
  const report = await runScenario(scenario, {
    size: flags.small ? "small" : "full",
    change: changesOf(flags),
    hasFault: flags.fault,
    openStores: openLabStores,
  });
  const files = writeReport(report, reportsFolder);
  await print(`${writeMarkdown(report)}\nwritten to ${files.join(" and ")}\n`);
  // Nothing is open any more; Node itself may take for ever to notice the end of thousands of sockets.
  process.exit(missedOf(report).length === 0 ? 0 : 1);
}

function print(text: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(text, () => resolve()));
}

function changesOf({ relays, hosts, tunnels, rate, seconds }: Flags): Partial<Size> {
  const given = Object.entries({ relays, hosts, tunnels, perSecond: rate, seconds });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError("Expected a whole number above 0.");
}

await program.parseAsync();

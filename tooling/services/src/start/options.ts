import { Command, InvalidArgumentError, Option } from "commander";
import { type BalancerName, balancerNames } from "../balancer/program.ts";
import { findRefusedPort, maxReplicasPerApp, portSpan } from "./ports.ts";

/** What gives replicas one address: the front of this run, or a program that is installed here. */
export type FrontName = "own" | BalancerName;

export type StartOptions = {
  web: number;
  worker: number;
  relay: number;
  front: FrontName;
  portBase?: number;
  data?: string;
  dev: boolean;
  fresh: boolean;
  yes: boolean;
  demo: boolean;
};

/** Reads the command line of `start`; prints help or a usage error and exits 2 by itself. */
export function readStartOptions(argv: string[]): StartOptions {
  const command = new Command("start")
    .description("Starts Homeport on this machine: stores, web, worker, relay and a demo host.")
    .addOption(replicas("--web <count>", "replicas of web behind one address"))
    .addOption(replicas("--worker <count>", "replicas of worker"))
    .addOption(replicas("--relay <count>", "replicas of relay"))
    .addOption(
      new Option("--front <program>", "what gives replicas one address")
        .choices(["own", ...balancerNames])
        .default("own"),
    )
    .option("--port-base <port>", "move every port of this run behind this one", parsePortBase)
    .option("--data <folder>", "keep everything in this folder instead of .data")
    .option("--dev", "run sources instead of builds", false)
    .option("--fresh", "begin with empty data (asks first)", false)
    .option("--yes", "answer yes to what --fresh asks", false)
    .option("--no-demo", "start without the demo host")
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
  return command.parse(argv, { from: "user" }).opts<StartOptions>();
}

/** Whether an app's replicas stand behind a front: several do, and before another program also a single one. */
export function isFronted(options: StartOptions, app: "web" | "relay"): boolean {
  return options.front !== "own" || options[app] > 1;
}

/** Reads the command line of `stop`; prints help or a usage error and exits 2 by itself. */
export function readStopOptions(argv: string[]): { data?: string } {
  return new Command("stop")
    .description("Ends what `start` runs, and nothing else.")
    .option("--data <folder>", "the folder that `start --data` was given")
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .parse(argv, { from: "user" })
    .opts<{ data?: string }>();
}

function replicas(flag: string, description: string): Option {
  return new Option(flag, description).default(1).argParser(parseReplicas);
}

function parseReplicas(text: string): number {
  if (/^[1-9][0-9]?$/.test(text) && Number(text) <= maxReplicasPerApp) return Number(text);
  throw new InvalidArgumentError(`a whole number from 1 to ${maxReplicasPerApp} is expected.`);
}

function parsePortBase(text: string): number {
  const highest = 65_535 - portSpan;
  const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1_024 || port > highest) {
    throw new InvalidArgumentError(`a port from 1024 to ${highest} is expected.`);
  }
  const refused = findRefusedPort(port);
  if (refused === null) return port;
  throw new InvalidArgumentError(`browsers open no page on port ${refused}; choose another base.`);
}

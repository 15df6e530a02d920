import { access } from "node:fs/promises";
import type { Clock } from "@homeport/platform";
import { markName, type Surroundings } from "./child-env.ts";
import { type DockerAnswer, runDocker } from "./docker.ts";
import { AppFailure, type AppFailureCode } from "./failure.ts";
import type { Job } from "./job.ts";
import type { AppPlaces, AppRecord } from "./record.ts";

const minuteMs = 60_000;

interface Command {
  readonly args: readonly string[];
  readonly deadlineMs: number;
  readonly failure: AppFailureCode;
}

/** Every command that an app's project is given, what it may take, and what it is called when it fails. */
const commands = {
  pull: { args: ["pull", "--quiet"], deadlineMs: 15 * minuteMs, failure: "PULL_FAILED" },
  create: {
    args: ["up", "--no-start", "--remove-orphans"],
    deadlineMs: 5 * minuteMs,
    failure: "COMPOSE_FAILED",
  },
  up: {
    args: ["up", "-d", "--remove-orphans"],
    deadlineMs: 2 * minuteMs,
    failure: "COMPOSE_FAILED",
  },
  ps: {
    args: ["ps", "--all", "--format", "json"],
    deadlineMs: 10_000,
    failure: "COMPOSE_FAILED",
  },
  stop: { args: ["stop", "-t", "10"], deadlineMs: minuteMs, failure: "COMPOSE_FAILED" },
  down: {
    args: ["down", "--remove-orphans", "-t", "10"],
    deadlineMs: minuteMs,
    failure: "COMPOSE_FAILED",
  },
  logs: { args: ["logs", "--no-color"], deadlineMs: 10_000, failure: "COMPOSE_FAILED" },
} as const satisfies Record<string, Command>;

const versionWithinMs = 10_000;
const portTaken = /port is already allocated|address already in use/;

export interface ComposeCommandParts {
  readonly clock: Clock;
  readonly appsFolder: string;
  readonly surroundings: Surroundings;
}

export interface ComposeCall {
  readonly app: AppRecord;
  readonly places: Pick<AppPlaces, "composeFile">;
  readonly command: keyof typeof commands;
  readonly more?: readonly string[];
  /** Whose act it is: it can be given up, and what the command prints belongs to it. */
  readonly job?: Pick<Job, "signal" | "log">;
}

/** Gives Compose a command for one app, and answers what it printed. Failures are `AppFailure`. */
export type RunCompose = (call: ComposeCall) => Promise<string>;

export function createComposeCommand(parts: ComposeCommandParts): RunCompose {
  const { clock, appsFolder, surroundings } = parts;
  const how = { clock, cwd: appsFolder };
  let hasCompose = false;

  /** Asked until the answer is yes: Docker may be installed while the agent runs. */
  async function requireCompose(): Promise<void> {
    if (hasCompose) return;
    const args = ["compose", "version", "--format", "json"];
    const env = surroundings.forDocker;
    const { isDone, why } = await runDocker({ ...how, args, env, deadlineMs: versionWithinMs });
    if (!isDone) throw new AppFailure("NO_DOCKER", why);
    hasCompose = true;
  }

  return async ({ app, places, command, more = [], job }) => {
    await requireCompose();
    const { args, deadlineMs, failure } = commands[command];
    // Without its file a project is still known by its name.
    const file = (await exists(places.composeFile)) ? ["-f", places.composeFile] : [];
    const answer = await runDocker({
      ...{ ...how, deadlineMs },
      args: ["compose", "-p", `hp-${app.name}`, ...file, ...args, ...more],
      env: {
        ...surroundings.forDocker,
        ...{ HOMEPORT_APP_PORT: String(app.port), [markName]: app.appId },
      },
      ...(job === undefined ? {} : { signal: job.signal, onOutput: job.log }),
    });
    if (!answer.isDone) throw failureOf(answer, failure);
    return answer.stdout;
  };
}

function failureOf({ why }: DockerAnswer, code: AppFailureCode): AppFailure {
  return new AppFailure(portTaken.test(why) ? "PORT_TAKEN" : code, why);
}

async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}

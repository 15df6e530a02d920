import { drainReplica, listFleetSchedules, listFleetWakes, retryFleetJob } from "@homeport/api";
import { listOperators, noOperators } from "@homeport/auth";
import { listLeases } from "@homeport/coordination";
import { listReplicas } from "@homeport/db";
import { JobsError, jobStates, type QueueReader } from "@homeport/jobs";
import type { Command } from "./answer.ts";
import { pruneCommand } from "./audit-commands.ts";
import {
  applyMigrations,
  checkInstallation,
  checkMigrations,
  printConfiguration,
} from "./installation-commands.ts";
import { changeOperator } from "./operator-commands.ts";
import { rewrapSecret, showSecret } from "./secret-commands.ts";
import { tailFeed } from "./tail-feed.ts";

export interface CommandOptions {
  readonly queue: string | undefined;
  readonly state: string | undefined;
  readonly permissions?: string | undefined;
  readonly label?: string | undefined;
  readonly before?: string | undefined;
  readonly to?: string | undefined;
  readonly check?: boolean | undefined;
  readonly contract?: boolean | undefined;
}

/** The command that the words name, or null when they name none. */
export function chooseCommand(words: readonly string[], options: CommandOptions): Command | null {
  const [name, first, second, third, ...more] = words;
  if (more.length > 0) return null;
  if (name === "drain") return first !== undefined && second === undefined ? drain(first) : null;
  if (name === "operator") {
    return third === undefined ? changeOperator(first, second, options) : null;
  }
  if (name === "audit") return second === undefined ? pruneCommand(first, options) : null;
  if (name === "jobs") {
    if (first === "list" && second === undefined) return listJobs(options);
    return first === "retry" && second !== undefined && third !== undefined
      ? retry(second, third)
      : null;
  }
  if (name === "migrate") {
    if (first !== undefined) return null;
    return options.check ? checkMigrations : applyMigrations(options.contract ?? false);
  }
  if (name === "config" || name === "feed") {
    return second === undefined ? (twoWords.get(`${name} ${first}`) ?? null) : null;
  }
  if (name === "secret") {
    return first !== undefined && second === undefined ? (secrets.get(first) ?? null) : null;
  }
  return first === undefined && name !== undefined ? (lists.get(name) ?? null) : null;
}

const secrets: ReadonlyMap<string, Command> = new Map([
  ["status", showSecret],
  ["rewrap", rewrapSecret],
]);

const twoWords: ReadonlyMap<string, Command> = new Map([
  ["config print", printConfiguration],
  ["feed tail", tailFeed],
]);

const lists: ReadonlyMap<string, Command> = new Map(
  Object.entries<Command>({
    check: checkInstallation,
    replicas: async ({ db }) => ({
      columns: ["id", "app", "version", "state", "startedAt", "seenAgoMs"],
      rows: (await listReplicas(db.orm)).map((replica) => ({ ...replica })),
    }),
    leases: async ({ db }) => ({
      columns: ["name", "holder", "fence", "leftMs", "doneAgoMs"],
      rows: (await listLeases(db.sql)).map((lease) => ({ ...lease })),
    }),
    operators: async ({ db }) => ({
      columns: ["operatorId", "kind", "label", "email", "keyId", "permissions", "createdAt"],
      rows: (await listOperators({ db, operators: noOperators })).operators.map((one) => ({
        ...one,
      })),
    }),
    wakes: async (ctx) => ({
      columns: ["name", "queue", "due", "oldestMs"],
      rows: (await listFleetWakes(ctx)).map((wake) => ({ ...wake })),
    }),
    schedules: async (ctx) => ({
      columns: ["queue", "name", "everyMs", "nextAt", "doneAgoMs"],
      rows: (await listFleetSchedules(ctx)).map((schedule) => ({ ...schedule })),
    }),
  }),
);

const mostJobs = 200;

function listJobs(options: CommandOptions): Command | null {
  const { queue, state: wanted = "failed" } = options;
  const state = jobStates.find((each) => each === wanted);
  if (state === undefined) return null;
  return async ({ queues }) => {
    const reader = there(queues);
    const names =
      queue === undefined ? (await reader.listQueues()).map((each) => each.queue) : [queue];
    const found = await Promise.all(
      names.map((name) => reader.listJobs({ queue: name, state, limit: mostJobs })),
    );
    return {
      columns: ["queue", "jobId", "name", "state", "attemptsMade", "failedReason"],
      rows: found.flatMap(({ jobs }) => jobs.map((job) => ({ ...job }))),
    };
  };
}

function drain(id: string): Command {
  return async (ctx) => {
    await drainReplica(ctx, { id });
    return { done: `${id} was asked to drain. It looks at its row within 5 s.` };
  };
}

function retry(queue: string, jobId: string): Command {
  return async (ctx) => {
    await retryFleetJob(ctx, { queue, jobId });
    return { done: `${queue}/${jobId} waits for a worker.` };
  };
}

function there(queues: QueueReader | null): QueueReader {
  if (queues === null) throw new JobsError("QUEUES_AWAY");
  return queues;
}

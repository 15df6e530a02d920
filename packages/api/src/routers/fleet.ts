import { auditFilterFields, listInstallationAudit } from "@homeport/auth";
import { listLeases } from "@homeport/coordination";
import { listReplicas, readReplica } from "@homeport/db";
import { jobStates } from "@homeport/jobs";
import { z } from "zod";
import { ApiError } from "../errors.ts";
import {
  jobInput,
  removeFleetJob,
  retryFleetJob,
  runFleetSchedule,
  scheduleInput,
} from "../fleet/change-job.ts";
import { fleetContext, queuesOf } from "../fleet/context.ts";
import { drainReplica, drainReplicaInput } from "../fleet/drain-replica.ts";
import { expireFleetLease, expireLeaseInput } from "../fleet/expire-lease.ts";
import { listFleetSchedules } from "../fleet/list-schedules.ts";
import { listFleetTunnels } from "../fleet/list-tunnels.ts";
import { listFleetWakes } from "../fleet/list-wakes.ts";
import { listFleetMigrations, readFleetConfiguration } from "../fleet/read-configuration.ts";
import { readFleetFeed } from "../fleet/read-feed.ts";
import { readFleetLimits } from "../fleet/read-limits.ts";
import { readFleetOverview } from "../fleet/read-overview.ts";
import { operatorProcedure } from "../procedures.ts";
import { trpc } from "../trpc.ts";
import { operatorsRouter } from "./operators.ts";
import { pageFields } from "./page-input.ts";

/** The newest of a state; what is older scrolls out as jobs come and go, so there are no pages. */
const jobListInput = z.strictObject({
  queue: z.string().min(1).max(100),
  state: z.enum(jobStates),
  limit: z.number().int().min(1).max(200).default(50),
});

/** What operators of the installation see and do. Everything is read from Postgres and Redis, no replica is asked. */
export const fleetRouter = trpc.router({
  overview: operatorProcedure("fleet.read").query(({ ctx }) =>
    readFleetOverview(fleetContext(ctx)),
  ),

  /** What was done under no organization: to the fleet, by operators, and at the door; the newest first. */
  audit: operatorProcedure("audit.read")
    .input(z.strictObject({ ...auditFilterFields, ...pageFields }))
    .query(({ ctx, input }) => {
      const { db, hosts } = ctx.deps;
      const reading = { ...ctx.acting, db, cursors: hosts.cursors, words: ctx.words };
      return listInstallationAudit(reading, input);
    }),

  warnings: operatorProcedure("fleet.read").query(async ({ ctx }) => {
    const { warnings } = await readFleetOverview(fleetContext(ctx));
    return warnings;
  }),

  replicas: trpc.router({
    list: operatorProcedure("fleet.read").query(({ ctx }) => listReplicas(ctx.deps.db.orm)),

    get: operatorProcedure("fleet.read")
      .input(drainReplicaInput)
      .query(async ({ ctx, input }) => {
        const replica = await readReplica(ctx.deps.db.orm, input.id);
        if (replica === null) throw new ApiError("REPLICA_NOT_FOUND");
        return replica;
      }),

    drain: operatorProcedure("fleet.operate")
      .input(drainReplicaInput)
      .mutation(({ ctx, input }) => drainReplica(fleetContext(ctx), input)),
  }),

  leases: trpc.router({
    list: operatorProcedure("fleet.read").query(({ ctx }) => listLeases(ctx.deps.db.sql)),

    /** Ends the acquisition with this fence and no other. */
    expire: operatorProcedure("fleet.operate")
      .input(expireLeaseInput)
      .mutation(({ ctx, input }) => expireFleetLease(fleetContext(ctx), input)),
  }),

  feed: trpc.router({
    status: operatorProcedure("fleet.read").query(({ ctx }) => readFleetFeed(fleetContext(ctx))),
  }),

  limits: trpc.router({
    status: operatorProcedure("fleet.read").query(({ ctx }) => readFleetLimits(fleetContext(ctx))),
  }),

  tunnels: trpc.router({
    list: operatorProcedure("fleet.read")
      .input(z.strictObject(pageFields).default({}))
      .query(({ ctx, input }) => listFleetTunnels(ctx.deps, input)),
  }),

  /** Of the replica that answers. */
  configuration: operatorProcedure("fleet.read").query(({ ctx }) =>
    readFleetConfiguration(ctx.deps.fleet.configuration),
  ),

  migrations: operatorProcedure("fleet.read").query(({ ctx }) =>
    listFleetMigrations(fleetContext(ctx)),
  ),

  queues: trpc.router({
    list: operatorProcedure("fleet.read").query(({ ctx }) =>
      queuesOf(fleetContext(ctx)).listQueues(),
    ),
  }),

  jobs: trpc.router({
    list: operatorProcedure("fleet.read")
      .input(jobListInput)
      .query(({ ctx, input }) => queuesOf(fleetContext(ctx)).listJobs(input)),

    get: operatorProcedure("fleet.read")
      .input(jobInput)
      .query(({ ctx, input }) => queuesOf(fleetContext(ctx)).getJob(input)),

    retry: operatorProcedure("queue.operate")
      .input(jobInput)
      .mutation(({ ctx, input }) => retryFleetJob(fleetContext(ctx), input)),

    remove: operatorProcedure("queue.operate")
      .input(jobInput)
      .mutation(({ ctx, input }) => removeFleetJob(fleetContext(ctx), input)),
  }),

  schedules: trpc.router({
    list: operatorProcedure("fleet.read").query(({ ctx }) => listFleetSchedules(fleetContext(ctx))),

    runNow: operatorProcedure("queue.operate")
      .input(scheduleInput)
      .mutation(({ ctx, input }) => runFleetSchedule(fleetContext(ctx), input)),
  }),

  operators: operatorsRouter,

  wakes: trpc.router({
    list: operatorProcedure("fleet.read").query(({ ctx }) => listFleetWakes(fleetContext(ctx))),
  }),
});

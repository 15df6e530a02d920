import { createSqlPort, openDb, openFeedConnection } from "@homeport/db";
import { bindWake, consume } from "@homeport/jobs";
import { createLog, createMetrics, systemClock, systemRandom } from "@homeport/platform";
import { createDoPiece, pieceWake } from "./do-piece.ts";
import { insertReady } from "./store.ts";
import { workPlan } from "./work-plan.ts";

// A worker of its own: the product's jobs, leases and pool over a table of the scenario's. It is only ever killed.
const plan = workPlan.parse(JSON.parse(process.argv[2] ?? ""));
const { worker: replicaId, databaseUrl, redisUrl } = plan;
const about = { app: "work", version: "0.0.0" };
const log = createLog({ ...about, replica: replicaId, stage: "test" });
const common = { clock: systemClock, random: systemRandom, log, metrics: createMetrics(about) };

const db = openDb({ url: databaseUrl, app: "work", poolMax: 10, ...common });
const connection = openFeedConnection({ url: databaseUrl, app: "work", ...common });
const sql = createSqlPort(db, connection);
const doPiece = createDoPiece({ ...common, sql, replicaId, plan, pid: process.pid });
consume({
  ...common,
  url: redisUrl,
  tasks: [],
  wakes: [bindWake(pieceWake(plan), db.sql, doPiece)],
  ...(plan.hasFault ? { prefix: `homeport:q:${replicaId}` } : {}),
});
await insertReady(db.sql, process.pid);

export type { AfterCommit, WriteScope } from "./after-commit.ts";
export { type AuditArchive, pruneAudit } from "./audit/prune-audit.ts";
export type { AuditAct, AuditOutcome, AuditRow } from "./audit/store.ts";
export { type AwaitPostgresOptions, awaitPostgres } from "./await-postgres.ts";
export { DbError, type DbErrorCode, dbErrors } from "./errors.ts";
export {
  type FeedConnection,
  type FeedConnectionOptions,
  openFeedConnection,
} from "./feed-connection.ts";
export { type Migration, readMigrations } from "./migrate/files.ts";
export { type AppliedMigration, listMigrations } from "./migrate/list-migrations.ts";
export { listPendingMigrations } from "./migrate/list-pending.ts";
export {
  type MigrateMode,
  type MigrateOptions,
  type MigrateResult,
  migrate,
} from "./migrate/migrate.ts";
export { type Db, type OpenDbOptions, openDb, type Repeatable } from "./open-db.ts";
export type { Orm, Reader, Tx } from "./pool/orm.ts";
export { violatedConstraint } from "./pool/translate.ts";
export { type PostgresFacts, readPostgres } from "./postgres/read-postgres.ts";
export { askReplicaToDrain, type DrainAnswer } from "./registry/ask-replica-to-drain.ts";
export {
  type FleetWarning,
  type FleetWarningCode,
  fleetWarningCodes,
  judgeFleet,
} from "./registry/judge-fleet.ts";
export { listReplicas, type ReplicaView, readReplica } from "./registry/list-replicas.ts";
export {
  type RegisterReplicaOptions,
  type ReplicaRegistration,
  registerReplica,
  sweepReplicas,
} from "./registry/register.ts";
export { requireBudget } from "./registry/require-budget.ts";
export { countReady, type ReplicaFacts, type ReplicaState } from "./registry/store.ts";
export type { ReplicaVitals } from "./registry/vitals.ts";
export { auditEntries } from "./schema/audit.ts";
export {
  accounts,
  apiKeys,
  deviceCodes,
  invitations,
  members,
  organizations,
  pairingCodes,
  passkeys,
  sessions,
  signInFailures,
  twoFactors,
  users,
  verifications,
  walletAddresses,
} from "./schema/auth.ts";
export {
  challenges,
  changes,
  keySessions,
  leases,
  replicas,
  schemaMigrations,
} from "./schema/fleet.ts";
export {
  accessRules,
  addressChecks,
  appAddresses,
  appGates,
  appSessions,
  gateDecisionCounts,
  gateTickets,
  identities,
  shareLinks,
} from "./schema/gate.ts";
export {
  appDeliveries,
  apps,
  appTargets,
  appTrafficMinutes,
  enrolmentCodes,
  hostEvents,
  hostKeys,
  hostPresence,
  hosts,
  machines,
} from "./schema/hosts.ts";
export { schema } from "./schema/index.ts";
export { operators } from "./schema/operators.ts";
export { countSealed, type SealedUse, sumOf } from "./sealed/count-sealed.ts";
export { type RewrapOutcome, rewrapSealed } from "./sealed/rewrap-sealed.ts";
export { type SecretWatch, watchSecret } from "./sealed/watch-secret.ts";
export {
  createSqlPort,
  type SqlPort,
  type SqlRow,
  type SqlRunner,
  type SqlValue,
} from "./sql-port.ts";

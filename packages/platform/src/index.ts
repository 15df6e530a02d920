export { type Actor, actorId, type RequestContext } from "./actor.ts";
export { assertNever, invariant } from "./assert.ts";
export { type BackoffOptions, backoffMs } from "./backoff.ts";
export {
  type AddressedRequest,
  addressBytes,
  addressGroup,
  clientAddress,
  isTrustedProxy,
  normalizeAddress,
  parseTrustedProxies,
  type TrustedProxies,
} from "./client-address.ts";
export type { Clock, Timer } from "./clock/clock.ts";
export { moveDate } from "./clock/move-date.ts";
export { createSystemClock, systemClock } from "./clock/system.ts";
export { createVirtualClock, type VirtualClock } from "./clock/virtual.ts";
export { type Cursor, type CursorCodec, createCursorCodec, cursorScope } from "./cursor/codec.ts";
export { pageLimit } from "./cursor/limit.ts";
export { type Page, type PageInput, type PagePlan, readPage } from "./cursor/page.ts";
export { constantTimeEqual, sha256 } from "./digest.ts";
export { ConfigError } from "./env/config-error.ts";
export {
  type EnvDocRow,
  envDocRows,
  envNames,
  renderEnvDocs,
  renderEnvExample,
} from "./env/docs.ts";
export { checkShared } from "./env/guards.ts";
export { type ParseEnvOptions, parseEnv } from "./env/parse.ts";
export { type RateOverride, rateOverridesSchema } from "./env/rate-overrides.ts";
export { type ResolvedVariable, resolveEnv } from "./env/resolve-env.ts";
export { type CoordinationPart, type Runtime, resolveRuntime } from "./env/runtime.ts";
export {
  booleanSchema,
  type ListenAddress,
  listenAddressSchema,
  originSchema,
  replicaCountSchema,
  storeUrl,
  trustedProxiesSchema,
  wholeNumber,
} from "./env/schemas.ts";
export { avifVariable, dnsVariable, opsVariable, sharedVariables } from "./env/shared.ts";
export { type SharedConfig, sharedConfig } from "./env/shared-config.ts";
export {
  defineEnv,
  type EnvCheck,
  type EnvProblem,
  type EnvSource,
  type EnvSpec,
  type EnvValues,
  type EnvVariable,
  type EnvVariables,
} from "./env/spec.ts";
export { type Stage, stageSchema, stages } from "./env/stage.ts";
export {
  readS3Address,
  type S3Address,
  type StorageAddress,
  type StorageKind,
  storageSchema,
} from "./env/storage.ts";
export { unknownNames } from "./env/unknown-names.ts";
export {
  type ErrorBody,
  errorBody,
  retryAfterSeconds,
  toHomeportError,
} from "./errors/error-body.ts";
export {
  type ErrorDefinition,
  type ErrorFacts,
  type ErrorOptionsFor,
  type ErrorOwner,
  type ErrorTable,
  HomeportError,
  isHomeportError,
} from "./errors/homeport-error.ts";
export { PlatformError, type PlatformErrorCode, platformErrors } from "./errors/platform-errors.ts";
export { newId, newToken } from "./id.ts";
export { exitCodeFor, exitCodes } from "./lifecycle/exit-codes.ts";
export {
  createLifecycle,
  type DrainLimits,
  type DrainStep,
  type Lifecycle,
  type LifecycleOptions,
  type LifecycleState,
} from "./lifecycle/lifecycle.ts";
export { carrierNodeArgs, receiverNodeArgs, workerNodeArgs } from "./lifecycle/node-args.ts";
export { type ParentWatchOptions, watchParent } from "./lifecycle/parent-watch.ts";
export { nameReplica } from "./lifecycle/replica-name.ts";
export {
  type FrameConfig,
  type HostProcess,
  type ProcessContext,
  type ProcessFrame,
  runProcess,
} from "./lifecycle/run-process.ts";
export {
  chooseLogFormat,
  createLog,
  type Log,
  type LogFormat,
  type LogLevel,
  type LogOptions,
} from "./log/create-log.ts";
export { redact, redactText } from "./log/redact.ts";
export { silentLog } from "./log/silent.ts";
export { isLoopbackHost } from "./loopback-host.ts";
export { createChunkCollector, youngCollection } from "./memory/chunk-collector.ts";
export {
  type CounterMetric,
  createMetrics,
  type GaugeMetric,
  type HistogramMetric,
  type LabelSpec,
  type LabelsOf,
  type MetricDescription,
  type Metrics,
} from "./metrics/create-metrics.ts";
export { type EventLoopLag, watchEventLoop } from "./metrics/event-loop-lag.ts";
export {
  createOpsListener,
  type OpsListener,
  type OpsListenerOptions,
  type OpsRoute,
} from "./ops/listener.ts";
export {
  type CheckReport,
  createReadiness,
  type Readiness,
  type ReadinessCheck,
  type ReadinessOptions,
  type ReadinessReport,
} from "./ops/readiness.ts";
export { type Random, systemRandom } from "./random.ts";
export { remember } from "./remember.ts";
export { deriveKeys, type KeyPurpose, type Keys, keyPurposes } from "./secret/keys.ts";
export { loadRootSecret, type RootSecret, type RootSecretOptions } from "./secret/root-secret.ts";
export {
  openBytes,
  openText,
  type SealDeps,
  type SealedPlace,
  sealAgain,
  sealBytes,
  sealText,
} from "./secret/seal.ts";
export type { SealedColumn } from "./secret/sealed-column.ts";

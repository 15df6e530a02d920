export { createExternalAppRow, type NewExternalApp } from "./app/create-external-row.ts";
export { createAppRow, type NewApp } from "./app/create-row.ts";
export { disownApps } from "./app/disown.ts";
export {
  createEnsureRunning,
  type EnsureRunning,
  requestStart,
  type StartOutcome,
} from "./app/ensure-running.ts";
export { getApp, getAppByName } from "./app/get.ts";
export { installApp, type NewManagedApp } from "./app/install.ts";
export { listApps } from "./app/list.ts";
export { readAppName } from "./app/name.ts";
export { type Operated, reinstallApp, startApp, stopApp, uninstallApp } from "./app/operate.ts";
export {
  type DesiredApp,
  noteAgentReturn,
  readDesiredApp,
  readDesiredApps,
} from "./app/read-desired.ts";
export { type HostApp, readHostApps } from "./app/read-host-apps.ts";
export { type CheckedManifest, checkManifest, readManifest } from "./app/read-manifest.ts";
export { type AppState, countAppStatuses, readAppState } from "./app/read-state.ts";
export { recordAppAccess } from "./app/record-access.ts";
export { removeApp } from "./app/remove.ts";
export { type AppReportInput, type Reported, reportApp } from "./app/report.ts";
export { keepAlwaysOn, stopIdleApps } from "./app/stop-idle.ts";
export { type AppProtocol, appProtocols, readTarget } from "./app/target.ts";
export { type AppStatus, appStatuses, type DesiredState } from "./app/transition.ts";
export { type AppSettings, updateAppSettings } from "./app/update-settings.ts";
export type { AppView } from "./app/view.ts";
export { failedStep } from "./check/failed-step.ts";
export {
  type CheckOwner,
  type CheckStep,
  type CheckStepName,
  type CheckTunnel,
  checkStepSchema,
  checkSteps,
  passedStep,
  skippedStep,
} from "./check/step.ts";
export type { HostsContext, HostsDeps, HostsWork } from "./context.ts";
export { declareTarget } from "./delivery/declare-target.ts";
export { getDelivery } from "./delivery/get.ts";
export { type DeliveryChange, setDelivery } from "./delivery/set.ts";
export type { DeliveryView } from "./delivery/view.ts";
export { type Directory, type DirectoryOptions, openDirectory } from "./directory/directory.ts";
export {
  createOwnerCache,
  type KnownOwners,
  type OwnerCache,
  type OwnerCacheLimits,
} from "./directory/owner-cache.ts";
export type {
  OwnTunnel,
  RelayLease,
  TunnelName,
  TunnelOwner,
  TunnelRecord,
  TunnelWire,
} from "./directory/records.ts";
export { cancelEnrolmentCode } from "./enrolment/cancel-code.ts";
export { issueHostChallenge } from "./enrolment/challenge.ts";
export { createEnrolmentCode } from "./enrolment/create-code.ts";
export { type EnrolledHost, type EnrollInput, enrollHost } from "./enrolment/enroll.ts";
export { type EnrolmentCodeView, readEnrolmentCode } from "./enrolment/read-code.ts";
export { HostsError, type HostsErrorCode, hostsErrors } from "./errors.ts";
export { listHostEvents } from "./event/list.ts";
export { type HostEvent, recordHostEvents } from "./event/record.ts";
export type { HostEventKind, HostEventView } from "./event/view.ts";
export { getHost } from "./host/get.ts";
export { type HostPage, listHosts } from "./host/list.ts";
export { type HostCredentials, readHostKeys, readManyHostKeys } from "./host/read-keys.ts";
export { type HostRoute, readHostRoute } from "./host/read-route.ts";
export { removeHost } from "./host/remove.ts";
export { revokeHost } from "./host/revoke.ts";
export { type RotatedKey, type RotateKeyInput, rotateHostKey } from "./host/rotate-key.ts";
export { setDefaultApp } from "./host/set-default-app.ts";
export { setMayPublish } from "./host/set-may-publish.ts";
export type { HostView } from "./host/view.ts";
export {
  expireOperationsTask,
  reconcilePresenceTask,
  stopIdleTask,
  sweepHostsTask,
} from "./jobs.ts";
export type { MachineFacts, MachineReport } from "./machine/facts.ts";
export { recordRegistrations } from "./machine/record-registration.ts";
export { renameMachine } from "./machine/rename.ts";
export { appendOperationLog } from "./operation/append-log.ts";
export { createOperationEvents, type OperationEvents } from "./operation/events.ts";
export { expireOperations } from "./operation/expire.ts";
export { listOperations, type OperationView, readOperationLog } from "./operation/list.ts";
export {
  explainOperationError,
  type OperationCause,
  type OperationErrorCode,
  type OperationKind,
  type OperationState,
  operationErrors,
  operationKinds,
} from "./operation/operation.ts";
export { readOverview } from "./overview.ts";
export { type HostsPermission, hostsPermissions } from "./permissions.ts";
export { countConnectedHosts } from "./presence/count-connected.ts";
export type { PresenceDeps, ReconcileDeps } from "./presence/deps.ts";
export type { PresenceReport } from "./presence/fold.ts";
export { type HostPresence, readPresence } from "./presence/read.ts";
export {
  explainOffline,
  isOfflineReason,
  type OfflineExplanation,
  type OfflineReason,
  offlineReasons,
} from "./presence/reasons.ts";
export { type Reconciled, type ReconcileOptions, reconcilePresence } from "./presence/reconcile.ts";
export { type HostRefusal, recordRefusals } from "./presence/record-refusals.ts";
export { reportPresence } from "./presence/report.ts";
export { sweepHosts } from "./sweep.ts";
export { reportTargets } from "./target/report.ts";
export type { TargetReport } from "./target/store.ts";
export { latencyBucketOf, latencyBuckets } from "./traffic/latency.ts";
export {
  readTraffic,
  type TrafficInput,
  type TrafficPoint,
  type TrafficView,
  trafficRanges,
  trafficSteps,
} from "./traffic/read.ts";
export { recordTraffic } from "./traffic/record.ts";
export type { TrafficMinute } from "./traffic/store.ts";
export { handshakeRateClasses } from "./tunnel/handshake-rates.ts";
export { listTunnels, type TunnelStatus, type TunnelView } from "./tunnel/list.ts";
export {
  type HostTunnels,
  type HostTunnelView,
  listHostTunnels,
} from "./tunnel/list-of-host.ts";

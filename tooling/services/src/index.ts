export { findBalancer, prepareBalancer } from "./balancer/prepare-balancer.ts";
export { type BalancedPlaces, type BalancerName, balancerNames } from "./balancer/program.ts";
export { type Backend, type Backends, watchBackends } from "./front/backends.ts";
export { createConnectionFront } from "./front/create-connection-front.ts";
export { findFreePort } from "./network/free-port.ts";
export { findLastingPort } from "./network/lasting-port.ts";
export {
  type Child,
  type ChildExit,
  type ChildPlan,
  lastLogLines,
  startChild,
} from "./process/child.ts";
export { endProcess } from "./process/end-process.ts";
export {
  isSameProcess,
  type ProcessIdentity,
  processStartedAt,
  signalProcess,
} from "./process/identity.ts";
export { type Keeper, type Kept, startKeeper } from "./process/keeper.ts";
export { RemedyError } from "./remedy-error.ts";
export { answersReady } from "./start/app-process.ts";
export { findOnPath } from "./stores/find-on-path.ts";
export { type RunningStore, type StorePlan, startPostgres } from "./stores/postgres.ts";
export { quickFolder } from "./stores/quick-folder.ts";
export { startRedis } from "./stores/redis.ts";

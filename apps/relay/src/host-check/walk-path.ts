import type { AppEntry } from "@homeport/gate";
import {
  type CheckStep,
  type CheckStepName,
  type OwnerCache,
  skippedStep,
  type TunnelOwner,
} from "@homeport/hosts";
import type { Clock, Random } from "@homeport/platform";
import { RelayError } from "../errors.ts";
import type { RelayEvents } from "../events.ts";
import type { Carrier } from "../resolve/carrier.ts";
import { openTargetOf } from "../resolve/delivery.ts";
import type { OfflineReader } from "../resolve/offline.ts";
import type { Router } from "../resolve/router.ts";
import type { TunnelRegistry } from "../tunnels/registry.ts";
import { sendEcho } from "./send-echo.ts";
import { shownOwner, shownTunnel } from "./shown.ts";
import { type StepDeps, type Taken, takeStep } from "./take-step.ts";
import { tryTarget } from "./try-target.ts";

export interface WalkDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly events: Pick<RelayEvents, "internal">;
  readonly owners: Pick<OwnerCache, "find">;
  readonly router: Pick<Router, "local" | "find">;
  readonly registry: Pick<TunnelRegistry, "openable">;
  readonly offline: Pick<OfflineReader, "read">;
}

export interface Walk {
  readonly hostId: string;
  /** The app whose target is tried; null when there is none to try. */
  readonly app: AppEntry | null;
  readonly requestId: string;
  /** Nobody waits for the rest any more. */
  readonly isGone: () => boolean;
}

const echoBytes = 4 * 1024;
const mostOwners = 64;
/** Each is longer than what its step bounds by itself: Redis 500 ms, a dial and a hold, an agent's own connect. */
const deadlinesMs = { directory: 2_000, tunnel: 8_000, echo: 5_000, target: 7_000 };
const nobody: ReadonlySet<string> = new Set();

/** Walks the way to a host now and tells each step when it is over. Never throws; stops early when nobody waits. */
export async function* walkPath(deps: WalkDeps, walk: Walk): AsyncGenerator<CheckStep> {
  const { hostId, requestId } = walk;
  const steps: StepDeps = {
    clock: deps.clock,
    readOffline: () => deps.offline.read(hostId),
    onFault: (error) => deps.events.internal(error, requestId),
  };
  const directory = await askDirectory(deps, steps, hostId);
  yield directory.report;
  // A tunnel here serves whatever the directory says; without one its word is final.
  const away = directory.report.code === "HOST_OFFLINE" && deps.router.local(hostId) === null;
  if (away) return yield* skip("tunnel", "echo", "target");

  const tunnel = await chooseTunnel(deps, steps, walk, directory.value ?? []);
  yield tunnel.report;
  if (tunnel.value === null) return yield* skip("echo", "target");
  const carrier = tunnel.value;
  if (walk.isGone()) return;

  const echo = await takeStep(steps, "echo", deadlinesMs.echo, async (signal) => {
    await sendEcho(carrier, Buffer.from(deps.random.bytes(echoBytes)), { requestId, signal });
    return { value: null };
  });
  yield echo.report;
  if (echo.report.result !== "ok") return yield* skip("target");
  if (walk.isGone()) return;
  yield await reachTarget(steps, walk, carrier);
}

function askDirectory(
  deps: WalkDeps,
  steps: StepDeps,
  hostId: string,
): Promise<Taken<readonly TunnelOwner[]>> {
  return takeStep(steps, "directory", deadlinesMs.directory, async () => {
    const { owners } = await deps.owners.find(hostId);
    if (owners.length === 0) throw new RelayError("HOST_OFFLINE");
    return { shown: { owners: owners.slice(0, mostOwners).map(shownOwner) }, value: owners };
  });
}

function chooseTunnel(
  deps: WalkDeps,
  steps: StepDeps,
  { hostId, isGone }: Walk,
  owners: readonly TunnelOwner[],
): Promise<Taken<Carrier>> {
  const { router, registry } = deps;
  return takeStep(steps, "tunnel", deadlinesMs.tunnel, async () => {
    const wanted = { hostId, avoid: nobody, isGone };
    const carrier = router.local(hostId) ?? (await router.find(wanted));
    const tunnel = shownTunnel(carrier, registry.openable(hostId)[0], owners);
    return { shown: { tunnel }, value: carrier };
  });
}

/** Whether the app behind the host takes a connection, by the target that a visitor's request would name. */
async function reachTarget(steps: StepDeps, walk: Walk, carrier: Carrier): Promise<CheckStep> {
  const { app, requestId } = walk;
  if (app === null) return skippedStep("target", "NO_DEFAULT_APP");
  const { appId, name } = app;
  const tried = await takeStep(steps, "target", deadlinesMs.target, async (signal) => {
    const target = app.delivery === null ? "" : openTargetOf(app.delivery);
    await tryTarget(carrier, { appId, target, visitorAddress: "", requestId }, signal);
    return { value: null };
  });
  return { ...tried.report, app: { appId, name } };
}

function* skip(...names: CheckStepName[]): Generator<CheckStep> {
  for (const name of names) yield skippedStep(name);
}

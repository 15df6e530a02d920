import type { GateDeps } from "@homeport/gate";
import type { HostsDeps } from "@homeport/hosts";
import { type Clock, newId, type Random } from "@homeport/platform";
import type { Credentials } from "../agent-door/credentials.ts";
import type { RelayEvents } from "../events.ts";
import type { LiveTunnel } from "../tunnels/live-tunnel.ts";
import { declareApps, type Outcome } from "./declare-apps.ts";
import type { ControlDeps } from "./serve-control.ts";

/** An address that was just made is in this relay's own snapshot long before; then it answers anyway. */
const shownWithinMs = 1_000;
const lookEveryMs = 10;

export interface DeclarerDeps {
  readonly hosts: HostsDeps;
  readonly gate: GateDeps;
  readonly credentials: Pick<Credentials, "read">;
  /** Whether the gate's current snapshot has an app: from then on its address is known here. */
  readonly isShown: (appId: string) => boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly events: Pick<RelayEvents, "appsDeclared" | "internal">;
}

/** What a host may do with the apps that it declares itself; `may_publish` is asked by the verb. */
const permissions: ReadonlySet<string> = new Set(["app.read"]);

/** Answers `apps.declare` as the host that holds the tunnel. */
export function createDeclarer(deps: DeclarerDeps): ControlDeps["declare"] {
  return async (tunnel, message) => {
    const requestId = newId(deps.clock.nowMs(), deps.random);
    const onFault = (error: unknown) => deps.events.internal(error, requestId);
    const ownerUserId = await readOwner(deps, tunnel, onFault);
    const { hostId, organizationId } = tunnel;
    const actor = { kind: "host", hostId, organizationId } as const;
    const acting = { actor, address: null, requestId, organizationId, permissions };
    const context = {
      hosts: { ...deps.hosts, ...acting },
      gate: { ...deps.gate, ...acting },
      hostId,
      ownerUserId,
    };
    const apps = await declareApps(context, message.apps, onFault);
    const failed = apps.filter((app) => "error" in app).length;
    await untilShown(deps, apps);
    deps.events.appsDeclared(hostId, apps.length - failed, failed);
    return { type: "apps.declared", id: message.id, apps };
  };
}

/** So that the very next request to a new address is not answered as unknown. */
async function untilShown(
  deps: Pick<DeclarerDeps, "isShown" | "clock">,
  outcomes: readonly Outcome[],
): Promise<void> {
  const made = outcomes.flatMap((app) => ("appId" in app ? [app.appId] : []));
  const endsAtMs = deps.clock.monotonicMs() + shownWithinMs;
  while (!made.every(deps.isShown) && deps.clock.monotonicMs() < endsAtMs) {
    await deps.clock.sleep(lookEveryMs);
  }
}

async function readOwner(
  deps: DeclarerDeps,
  tunnel: LiveTunnel,
  onFault: (error: unknown) => void,
): Promise<string | null> {
  try {
    return (await deps.credentials.read(tunnel.hostId))?.createdByUserId ?? null;
  } catch (error) {
    onFault(error);
    return null;
  }
}

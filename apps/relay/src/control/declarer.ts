import type { GateDeps } from "@homeport/gate";
import type { HostsDeps } from "@homeport/hosts";
import { type Clock, newId, type Random } from "@homeport/platform";
import type { Credentials } from "../agent-door/credentials.ts";
import type { RelayEvents } from "../events.ts";
import type { LiveTunnel } from "../tunnels/live-tunnel.ts";
import { declareApps } from "./declare-apps.ts";
import type { ControlDeps } from "./serve-control.ts";

export interface DeclarerDeps {
  readonly hosts: HostsDeps;
  readonly gate: GateDeps;
  readonly credentials: Pick<Credentials, "read">;
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
    deps.events.appsDeclared(hostId, apps.length - failed, failed);
    return { type: "apps.declared", id: message.id, apps };
  };
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

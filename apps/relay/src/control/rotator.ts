import { type HostsDeps, rotateHostKey } from "@homeport/hosts";
import { type Clock, isHomeportError, newId, type Random } from "@homeport/platform";
import { RelayError } from "../errors.ts";
import type { RelayEvents } from "../events.ts";
import type { ControlDeps } from "./serve-control.ts";

export interface RotatorDeps {
  readonly hosts: HostsDeps;
  readonly clock: Clock;
  readonly random: Random;
  readonly events: Pick<RelayEvents, "internal" | "keyRotated" | "controlRefused">;
}

/** Answers `key.rotate` as the host that holds the tunnel; a refusal is an answer like any other. */
export function createRotator(deps: RotatorDeps): ControlDeps["rotate"] {
  return async (tunnel, message) => {
    const requestId = newId(deps.clock.nowMs(), deps.random);
    const { hostId, organizationId, epoch } = tunnel;
    const { id, publicKey, signedByOld, signedByNew } = message;
    const actor = { kind: "host", hostId, organizationId } as const;
    const acting = { actor, address: null, requestId, organizationId, permissions: noWords };
    try {
      const { oldKeyNotAfter, rotated } = await rotateHostKey(
        { ...deps.hosts, ...acting },
        { epoch, publicKey, signedByOld, signedByNew },
      );
      deps.events.keyRotated(hostId, rotated);
      return { type: "key.rotated", id, oldKeyNotAfterMs: oldKeyNotAfter.getTime() };
    } catch (error) {
      if (!isHomeportError(error)) deps.events.internal(error, requestId);
      const known = isHomeportError(error) ? error : new RelayError("INTERNAL");
      deps.events.controlRefused(hostId, known.code);
      return { error: known.code, id, message: known.publicMessage };
    }
  };
}

const noWords: ReadonlySet<string> = new Set();

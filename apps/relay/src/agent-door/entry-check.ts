import { type AgentHello, closeCodes } from "@homeport/tunnel";
import type { Flapping } from "../tunnels/flapping.ts";
import type { SharedKeys } from "../tunnels/shared-key.ts";
import type { NewerTunnels } from "../tunnels/yield-to-newer.ts";
import type { EntryRefusal } from "./agent-door.ts";

/** Whether an agent that proved its key may come in now: not while it flaps, nor behind a newer one of its key. */
export function createEntryCheck(deps: {
  readonly newer: Pick<NewerTunnels, "hasNewerRun">;
  readonly flapping: Pick<Flapping, "holdOffMs">;
  readonly sharedKeys: Pick<SharedKeys, "note">;
}): (hello: AgentHello) => Promise<EntryRefusal | null> {
  return async (hello) => {
    const graceMs = Math.ceil(deps.flapping.holdOffMs(hello.hostId));
    if (graceMs > 0) {
      const text = "this host connects and leaves again all the time";
      return { code: closeCodes.OVERLOADED, text, graceMs, reason: "FLAPPING" };
    }
    if (!(await deps.newer.hasNewerRun(hello))) return null;
    deps.sharedKeys.note(hello.hostId);
    const text = "a newer agent with this key is connected";
    return { code: closeCodes.REPLACED, text, graceMs: 0, reason: "REPLACED" };
  };
}

import type { OwnerCache } from "@homeport/hosts";
import { isHomeportError } from "@homeport/platform";
import type { RelayEvents } from "../events.ts";
import type { Asked } from "../listen/asked.ts";
import type { OwnAnswer } from "../pages/refusal.ts";
import type { Router } from "../resolve/router.ts";
import { type Fields, keepFields, valuesOf } from "../transport/fields.ts";
import { machineOfOwner, mayReplay } from "./may-replay.ts";

/** Where this relay runs on Fly, and whether it may hand requests back to the platform's proxy. */
export interface FlySettings {
  readonly machineId: string;
  readonly replay: boolean;
}

export interface FlyReplayDeps {
  readonly settings: FlySettings;
  readonly owners: Pick<OwnerCache, "find">;
  readonly router: Pick<Router, "local">;
  readonly events: Pick<RelayEvents, "replayHit">;
  readonly ownId: () => string;
}

/** The way to another machine through the platform's proxy, in place of a link. */
export interface FlyReplay {
  /** An answer that makes the proxy send this request to a machine that holds the tunnel; null to carry it oneself. */
  answer(asked: Asked, hostId: string): Promise<OwnAnswer | null>;
}

/** What the proxy reads in an answer is never read by a visitor. This is the status of its own examples. */
const replayStatus = 409;

export function createFlyReplay(deps: FlyReplayDeps): FlyReplay {
  const { settings, owners, router, events } = deps;

  async function findMachine(hostId: string): Promise<string | null> {
    try {
      const { machineId } = settings;
      return machineOfOwner(await owners.find(hostId), { relayId: deps.ownId(), machineId });
    } catch (error) {
      // Without the directory the link has owners of its own to try, or says so.
      if (isHomeportError(error)) return null;
      throw error;
    }
  }

  return {
    async answer({ request, visit, framing }, hostId) {
      if (!settings.replay) return null;
      const [source] = valuesOf(request.rawHeaders, "fly-replay-src");
      if (source !== undefined) events.replayHit(machineIn(source) !== settings.machineId);
      const replayed = source !== undefined;
      if (!mayReplay({ upgrade: visit.start.upgrade, framing, replayed })) return null;
      if (router.local(hostId) !== null) return null;
      const machine = await findMachine(hostId);
      if (machine === null) return null;
      visit.carriedBy = "replay";
      visit.chosenMs = visit.elapsedMs();
      return {
        status: replayStatus,
        headers: ["Fly-Replay", `instance=${machine}`, "X-Request-Id", visit.start.requestId],
        body: "",
      };
    },
  };
}

/** The machine in `instance=…;region=…;t=…`. */
function machineIn(source: string): string | undefined {
  return /(?:^|;)\s*instance=([^;\s]+)/.exec(source)?.[1];
}

/** An app must not send its visitors to other machines of whoever runs this relay. */
export function withoutReplayFields(fields: Fields): Fields {
  return keepFields(fields, (name) => !/^fly-replay(?:$|-)/.test(name));
}

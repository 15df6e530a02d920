import { explainOffline, type OfflineReason } from "../presence/reasons.ts";
import type { CheckStep, CheckStepName } from "./step.ts";

/** What to do about a failure, by its code, whichever step it stopped. */
const byCode: Readonly<Record<string, string>> = {
  RELAY_UNREACHABLE:
    "Look whether a relay runs and is ready, and whether web reaches it at HOMEPORT_APPS_URL.",
  NO_RELAY_ANSWERS:
    "Look what stands at HOMEPORT_APPS_URL: requests for it have to reach a relay with their Host as it is.",
  DIRECTORY_UNAVAILABLE: "Look at Redis: relays find each other's tunnels through it.",
  PEER_UNREACHABLE:
    "Look whether relays reach each other at HOMEPORT_RELAY_INTERNAL_URL; the host is connected to another one.",
  TUNNEL_LOST: "Check again: the agent dials anew by itself.",
  OVER_CAPACITY: "Wait for what is running now, or look at the load of this host and its relay.",
  ECHO_BROKEN: "Something on the way changes bytes. Run `homeport doctor` on the machine.",
  TARGET_REFUSED: "Start the app on the machine, or correct the port of its target.",
  TARGET_UNREACHABLE: "Look at the target's address, and at the network between machine and app.",
  TARGET_TIMEOUT: "Look at the app: it takes no connections.",
  TARGET_NOT_ALLOWED:
    "Declare the target on the machine with `homeport expose`; it allows no others than its own.",
  TARGET_RESET: "Look at the app's log: it hangs up on connections.",
  DRAINING: "Check again in a few seconds: this relay is being restarted.",
};

const byStep: Readonly<Record<CheckStepName, string>> = {
  relay: "Look at the log of the relays.",
  directory: "Look at Redis and at the log of the relays.",
  tunnel: "Look at `homeport status` on the machine.",
  echo: "Look at `homeport status` on the machine; if it says live, run `homeport doctor` there.",
  target: "Look at the app on the machine.",
};

/** A step that failed, with the sentence and the next step that a person reads. */
export function failedStep(
  step: CheckStepName,
  ms: number,
  failure: {
    readonly code: string;
    readonly sentence: string;
    readonly reason?: OfflineReason | null;
  },
): CheckStep {
  const { code, reason = null } = failure;
  const explained = reason === null ? null : explainOffline(reason);
  return {
    ...{ step, result: "failed", ms, code, reason },
    sentence: explained?.sentence ?? failure.sentence,
    remedy: explained?.nextStep ?? byCode[code] ?? byStep[step],
  };
}

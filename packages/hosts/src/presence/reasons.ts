/** Why a host cannot be reached: the closed list, with what a person reads and what they can do. */
export const offlineReasons = {
  NEVER_CONNECTED: {
    sentence: "This host has never connected.",
    nextStep: "Run `homeport up` on the machine.",
  },
  AGENT_STOPPED: {
    sentence: "The agent on the machine was stopped.",
    nextStep: "Start it again with `homeport up`.",
  },
  CONNECTION_LOST: {
    sentence: "The connection to the machine broke; its agent is expected to dial again.",
    nextStep: "If it stays away, look at `homeport status` on the machine.",
  },
  SILENT: {
    sentence: "The machine stopped answering: asleep, without network, or without power.",
    nextStep: "Wake the machine, or check its network.",
  },
  CREDENTIAL_REFUSED: {
    sentence: "The machine dials in with a key that is not accepted.",
    nextStep: "Enrol the machine again with `homeport enroll`.",
  },
  REVOKED: {
    sentence: "This host was revoked.",
    nextStep: "Enrol the machine again, or remove the host's apps.",
  },
  REPLACED: {
    sentence: "Another agent with the same key took this host's place.",
    nextStep: "Stop one of the two, and enrol that machine with a key of its own.",
  },
  VERSION_TOO_OLD: {
    sentence: "The agent on the machine is too old for this relay.",
    nextStep: "Update Homeport on the machine, then run `homeport up`.",
  },
  FLAPPING: {
    sentence: "The machine connects and leaves again every few seconds.",
    nextStep: "Look at `homeport status` on the machine; often its network drops long connections.",
  },
  RELAYS_DRAINING: {
    sentence: "The relays that held this host are stopping; it is about to connect elsewhere.",
    nextStep: "Try again in a few seconds.",
  },
} as const satisfies Record<string, OfflineExplanation>;

export interface OfflineExplanation {
  readonly sentence: string;
  readonly nextStep: string;
}

export type OfflineReason = keyof typeof offlineReasons;

export function isOfflineReason(text: string): text is OfflineReason {
  return Object.hasOwn(offlineReasons, text);
}

export function explainOffline(reason: OfflineReason): OfflineExplanation {
  return offlineReasons[reason];
}

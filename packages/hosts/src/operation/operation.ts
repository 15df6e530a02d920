export const operationKinds = ["install", "start", "stop", "reinstall", "uninstall"] as const;
export type OperationKind = (typeof operationKinds)[number];

/** Who or what made an operation necessary. */
export const operationCauses = ["person", "visit", "idle", "always-on"] as const;
export type OperationCause = (typeof operationCauses)[number];

export const operationStates = ["queued", "running", "done", "failed"] as const;
export type OperationState = (typeof operationStates)[number];

/** How an operation can fail. The agent says most of them; the last three are found here. */
export const operationErrors = {
  START_TIMEOUT: "It was started, but did not get ready in time.",
  EXITED: "It ended by itself.",
  COMPOSE_FAILED: "Docker Compose reported an error.",
  COMPOSE_REFUSED: "Its compose file asks for more than it was allowed.",
  NO_DOCKER: "Docker with its compose plugin is not there on the host.",
  LOW_DISK: "The host has under 1 GiB of free disk, so nothing is started there.",
  BUSY: "It is in use, so it was left running.",
  PULL_FAILED: "An image could not be fetched.",
  PORT_TAKEN: "Another program on the host has its port.",
  BAD_MANIFEST: "The agent of the host does not understand the app's manifest. It may be too old.",
  NOT_STARTED: "Its program could not be started.",
  NOT_STOPPED: "It did not end when it was told to.",
  DATA_LEFT: "It is gone, but what it stored could not be deleted.",
  MISSING: "The host does not have it any more. Reinstall it.",
  AGENT_SILENT: "The host did not say in time what became of it.",
  SUPERSEDED: "Something else was asked for before it was done.",
} as const;
export type OperationErrorCode = keyof typeof operationErrors;

/** A sentence for a person; a code that a newer agent may use is shown as it is. */
export function explainOperationError(code: string): string {
  return Object.hasOwn(operationErrors, code)
    ? operationErrors[code as OperationErrorCode]
    : `The host says: ${code}.`;
}

const minuteMs = 60_000;

/**
 * How long an operation may take from the moment it was asked for. The sum of what its commands may take on the host
 * (pull 15 min, create 5 min, up 2 min, probe 2 min, stop and down 1 min), and two minutes for the word of it.
 */
export const operationDeadlineMs: Readonly<Record<OperationKind, number>> = {
  install: 26 * minuteMs,
  start: 7 * minuteMs,
  stop: 3 * minuteMs,
  reinstall: 28 * minuteMs,
  uninstall: 4 * minuteMs,
};

const backOffsMs = [5_000, 10_000, 20_000, 40_000, 60_000] as const;

/** How long after the last of `failures` failed starts in a row the next one begins: 5, 10, 20, 40, then 60 s. */
export function startBackOffMs(failures: number): number {
  if (failures <= 0) return 0;
  return backOffsMs[Math.min(failures, backOffsMs.length) - 1] ?? 60_000;
}

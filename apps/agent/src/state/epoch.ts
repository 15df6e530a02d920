import type { Clock } from "@homeport/platform";
import { AgentError } from "../errors.ts";
import type { StateFolder } from "./folder.ts";
import { readFileIfThere, writePrivateFile } from "./private-file.ts";

/** Epochs reserved by one write to disk; a process that dies in between leaves a gap, never a repeat. */
const reservedAtOnce = 4_096;

/** Hands out epochs: integers below 2^53 that rise with every attempt of this host, for ever. */
export interface Epochs {
  next(): Promise<number>;
}

/**
 * Opens the counter in the state folder. A new block starts at the wall clock in milliseconds or
 * above the last reserved number, whichever is higher, and is on disk before its first use: so a
 * clock that falls back, or a state folder restored from a backup, still yields rising numbers
 * within one folder, and almost always across copies.
 */
export function openEpochs(folder: StateFolder, clock: Clock): Epochs {
  let upcoming = 0;
  let reservedBelow = 0;
  let queue: Promise<unknown> = Promise.resolve();

  async function take(): Promise<number> {
    if (upcoming >= reservedBelow) {
      const start = Math.max(clock.nowMs(), await readReserved(folder), upcoming);
      await writePrivateFile(folder.epochFile, `${start + reservedAtOnce}\n`);
      upcoming = start;
      reservedBelow = start + reservedAtOnce;
    }
    const epoch = upcoming;
    upcoming += 1;
    return epoch;
  }

  return {
    next() {
      const taken = queue.then(take);
      queue = taken.catch(() => undefined);
      return taken;
    },
  };
}

/** The epoch at which this agent began, by which relays tell two agents of one host apart. */
export interface Run {
  /** Null until the first attempt could reserve one. */
  readonly known: number | null;
  /** The same for every attempt of this process, from the first that succeeds. */
  read(): Promise<number>;
}

/** Takes the run when it is first needed: a disk that is full at the start is no end of an agent. */
export function openRun(epochs: Epochs): Run {
  let known: number | null = null;
  let reading: Promise<number> | null = null;

  async function take(): Promise<number> {
    try {
      known = await epochs.next();
      return known;
    } finally {
      if (known === null) reading = null;
    }
  }

  return {
    get known() {
      return known;
    },
    read() {
      reading ??= take();
      return reading;
    },
  };
}

async function readReserved(folder: StateFolder): Promise<number> {
  const text = await readFileIfThere(folder.epochFile);
  if (text === null) return 0;
  const reserved = Number(text.trim());
  if (!Number.isSafeInteger(reserved) || reserved < 0) {
    throw new AgentError("STATE_DAMAGED", { detail: folder.epochFile });
  }
  return reserved;
}

import type { Random } from "@homeport/platform";
import { choosePort } from "./ports.ts";
import { type AppPlaces, type AppRecord, type AppRecords, appPlaces } from "./record.ts";

export interface JobParts {
  readonly appsFolder: string;
  readonly records: AppRecords;
  readonly random: Random;
  /** Called between two steps of an act, where a test may let the agent die. */
  onStep(name: string): Promise<void> | void;
}

/** One act on one app, as a runtime sees it. */
export class Job {
  readonly places: AppPlaces;
  /** Its reason is thrown once the act is given up: something newer is wanted, or the agent stops. */
  readonly signal: AbortSignal;
  /** What the act printed; the console shows it beside the operation. */
  readonly log: (text: string) => void;
  readonly #parts: JobParts;
  readonly #first: AppRecord;

  constructor(
    parts: JobParts,
    first: AppRecord,
    turn: { readonly signal: AbortSignal; readonly log: (text: string) => void },
  ) {
    this.#parts = parts;
    this.#first = first;
    this.places = appPlaces(parts.appsFolder, first.name);
    this.signal = turn.signal;
    this.log = turn.log;
  }

  /** As it is now: every step may have changed it. */
  get record(): AppRecord {
    return this.#parts.records.ofName(this.#first.name) ?? this.#first;
  }

  /** Keeps a change of the record; on disk when it resolves. */
  async keep(change: Partial<AppRecord>): Promise<void> {
    await this.#parts.records.write({ ...this.record, ...change });
  }

  /** Takes another port in place of one that a stranger has; kept when it resolves. */
  async movePort(): Promise<number> {
    const port = await choosePort(takenPorts(this.#parts.records), this.#parts.random);
    await this.keep({ port });
    return port;
  }

  async forget(): Promise<void> {
    await this.#parts.records.remove(this.#first.name);
  }

  /** A point between two steps. */
  async step(name: string): Promise<void> {
    await this.#parts.onStep(name);
    this.signal.throwIfAborted();
  }
}

/** The ports of all apps of this host, running or not. */
export function takenPorts(records: AppRecords): Set<number> {
  return new Set(records.list().map(({ port }) => port));
}

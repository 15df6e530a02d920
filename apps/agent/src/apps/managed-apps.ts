import type { Clock, Random, Timer } from "@homeport/platform";
import type { AgentControl, AppDesired } from "@homeport/tunnel";
import { appNameForm } from "../config/app-name.ts";
import type { AppState } from "./decide.ts";
import { AppFailure } from "./failure.ts";
import { Job } from "./job.ts";
import { type Acting, type Asked, Lane } from "./lane.ts";
import type { AppLimits } from "./limits.ts";
import { OperationLog } from "./operation-log.ts";
import { cutOutput } from "./output-files.ts";
import { type ReconcileParts, reconcile } from "./reconcile.ts";
import { type AppPlaces, type AppRecord, AppRecords, appPlaces } from "./record.ts";
import { type ReportLine, reportOf } from "./report-line.ts";

/** Names of which a relay may speak; a host has a hundred apps. */
const mostNames = 1_000;
/** What the end of all apps may take. */
const endWithinMs = 20_000;

export interface ManagedAppsParts {
  readonly appsFolder: string;
  readonly runtimes: ReconcileParts["runtimes"];
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: AppLimits;
  /** A stream of the app is being carried. */
  isInUse(appId: string): boolean;
  /** The live lines, any of which takes what nobody asked for. */
  lines(): Iterable<ReportLine>;
  /** Called between two steps of an act; a test lets the agent die there. */
  onStep?: ((name: string) => Promise<void> | void) | undefined;
  /** An app is not as it was. */
  onState(app: { appId: string; name: string; generation: number } & AppState): void;
  onSetAside(place: string): void;
}

/** An app that the agent runs, as `homeport status` shows it. */
export interface ManagedApp {
  readonly appId: string;
  readonly name: string;
  readonly runtime: AppRecord["runtime"];
  readonly port: number;
  readonly status: AppState["status"];
  readonly code: string | null;
}

/**
 * The apps that this agent runs on its host: what is wanted of them goes into the queue of their name, and how they are
 * is told. Nothing is done before `hold`, since an agent that is being replaced has them until then; what is asked
 * meanwhile waits. Apps go on running when the agent ends.
 */
export class ManagedApps implements AsyncDisposable {
  readonly #parts: ManagedAppsParts;
  readonly #records: AppRecords;
  readonly #lanes = new Map<string, Lane>();
  /** What was said last of each app, so that an event is one of change. */
  readonly #said = new Map<string, string>();
  /** The output of each app's newest operation, until somebody has taken it. */
  readonly #logs = new Map<string, OperationLog>();
  #isHeld = false;
  #watch: Timer | null = null;

  constructor(parts: ManagedAppsParts) {
    this.#parts = parts;
    this.#records = new AppRecords(parts.appsFolder);
  }

  /** Reads what is kept, so that streams find their ports; nothing is done yet. */
  async load(): Promise<void> {
    for (const place of await this.#records.load()) this.#parts.onSetAside(place);
  }

  /** Takes the apps over: what is wanted of them is done from now on. */
  async hold(): Promise<void> {
    await this.load();
    this.#isHeld = true;
    this.#watchLater();
    for (const lane of this.#lanes.values()) lane.pump();
  }

  /** Takes what is wanted of an app. How it is now is told to `line`, and what changes later to any that is live. */
  take(wanted: AppDesired, line: ReportLine | null): void {
    const asked = { wanted, line };
    this.#logs.get(wanted.appId)?.flush();
    if (appNameForm.test(wanted.name)) {
      this.#laneOf(wanted.name)?.take(asked);
      return;
    }
    const detail = "its name cannot be used";
    this.#report(asked, { status: "failed", code: "BAD_MANIFEST", detail });
  }

  /** Where the streams of an app go; null while it does not run. */
  portOf(appId: string): number | null {
    const record = this.#records.ofApp(appId);
    return record?.isReady === true ? record.port : null;
  }

  /** The newest lines that an app has printed; null when no such app is known. */
  async tail(appId: string, lines: number): Promise<string[] | null> {
    const record = this.#records.ofApp(appId);
    if (record === null) return null;
    return await this.#parts.runtimes[record.runtime].tail(record, this.#placesOf(record), lines);
  }

  list(): ManagedApp[] {
    return this.#records.list().map((record) => {
      const { appId, name, runtime, port } = record;
      const acting = this.#lanes.get(name)?.acting ?? null;
      const state = acting?.asked.wanted.appId === appId ? acting.state : null;
      return { appId, name, runtime, port, ...(state === null ? restOf(record) : briefOf(state)) };
    });
  }

  /** Gives up what is under way, and leaves the apps to whoever comes next. */
  async release(): Promise<void> {
    this.#isHeld = false;
    this.#watch?.cancel();
    await Promise.all([...this.#lanes.values()].map((lane) => lane.giveUp()));
  }

  /** Ends everything that runs here, for an agent that leaves nothing behind. What is wanted of it stays as it is. */
  async endAll(): Promise<void> {
    if (!this.#isHeld) return;
    await this.release();
    await Promise.all(this.#records.list().map((record) => this.#end(record)));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.release();
  }

  async #end(record: AppRecord): Promise<void> {
    const parts = { ...this.#parts, records: this.#records, onStep: () => undefined };
    const signal = AbortSignal.timeout(endWithinMs);
    const job = new Job(parts, record, { signal, log: () => undefined });
    try {
      await job.keep({ isReady: false });
      await this.#parts.runtimes[record.runtime].stop(job);
    } catch (error) {
      // Nobody is left who could do more about it; the next agent finds it running.
      if (!(error instanceof AppFailure || signal.aborted)) throw error;
    }
  }

  #laneOf(name: string): Lane | null {
    const known = this.#lanes.get(name);
    if (known !== undefined || this.#lanes.size >= mostNames) return known ?? null;
    const lane = new Lane({
      clock: this.#parts.clock,
      nameWaitMs: this.#parts.limits.nameWaitMs,
      isHeld: () => this.#isHeld,
      isNameFree: () => this.#records.ofName(name) === null,
      carryOut: (acting) => this.#carryOut(acting),
      answer: (asked, state) => this.#report(asked, state),
      onIdle: () => this.#lanes.delete(name),
    });
    this.#lanes.set(name, lane);
    return lane;
  }

  async #carryOut(acting: Acting): Promise<boolean> {
    const { asked, signal, hasWaited } = acting;
    const { wanted } = asked;
    const { appId, generation } = wanted;
    const log = new OperationLog(this.#parts.clock, (text) =>
      this.#tell(asked.line, { type: "app.log", appId, generation, text }),
    );
    if (wanted.operation !== null) this.#logs.set(appId, log);
    const { onStep = () => undefined } = this.#parts;
    try {
      return await reconcile(
        { ...this.#parts, records: this.#records, onStep },
        {
          ...{ wanted, signal, hasWaited },
          say: (state) => {
            if (isSameState(state, acting.state)) return;
            acting.state = state;
            log.flush();
            this.#report(asked, state);
          },
          log: (text) => log.add(text),
        },
      );
    } finally {
      log.flush();
    }
  }

  #report({ wanted, line }: Asked, state: AppState): void {
    const { appId, name, generation } = wanted;
    const text = `${generation} ${state.status} ${state.code}`;
    if (this.#said.get(appId) !== text) {
      if (this.#said.size >= mostNames) this.#said.clear();
      this.#said.set(appId, text);
      this.#parts.onState({ appId, name, generation, ...state });
    }
    if (state.status === "removed") this.#logs.delete(appId);
    this.#tell(line, reportOf(wanted, state));
  }

  #tell(line: ReportLine | null, message: AgentControl): boolean {
    if (line?.tell(message) === true) return true;
    for (const live of this.#parts.lines()) if (live.tell(message)) return true;
    return false;
  }

  #watchLater(): void {
    const { clock, limits } = this.#parts;
    this.#watch = clock.after(limits.watchEveryMs, () => void this.#watchNow()).unref();
  }

  /** Looks after processes: their output stays within bounds, and an end that nobody wanted is told at once. */
  async #watchNow(): Promise<void> {
    for (const record of this.#records.list()) {
      if (record.runtime !== "process") continue;
      // A disk that takes no more is told of by the next start.
      await cutOutput(this.#placesOf(record).outputFiles).catch(() => undefined);
      if (record.isReady) await this.#watchLife(record);
    }
    if (this.#isHeld) this.#watchLater();
  }

  async #watchLife(record: AppRecord): Promise<void> {
    const lane = this.#laneOf(record.name);
    const places = this.#placesOf(record);
    if (lane === null || !lane.isIdle) return;
    const seen = await this.#parts.runtimes[record.runtime].look(record, places);
    if (seen === "up" || !lane.isIdle || !this.#isHeld) return;
    const { appId, name, generation } = record;
    const known = { ...{ appId, name, generation }, desired: "running", manifest: null } as const;
    const newest = lane.newestOf(appId) ?? { type: "app.desired", ...known };
    lane.take({ wanted: { ...newest, operation: null }, line: null });
  }

  #placesOf({ name }: AppRecord): AppPlaces {
    return appPlaces(this.#parts.appsFolder, name);
  }
}

/** An act of several steps has one name for all of them. */
function isSameState(state: AppState, before: AppState | null): boolean {
  return state.status === before?.status && state.code === before.code;
}

function restOf({ outcome, isReady }: AppRecord): Pick<ManagedApp, "status" | "code"> {
  if (outcome !== null && outcome.status !== "busy") return briefOf(outcome);
  return { status: isReady ? "running" : "stopped", code: null };
}

function briefOf({ status, code }: AppState): Pick<ManagedApp, "status" | "code"> {
  return { status, code };
}

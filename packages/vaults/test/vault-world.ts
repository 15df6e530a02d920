import {
  type CheckedCandidate,
  classify,
  classifyPast,
  countCheck,
  type DeltaEvent,
  type DeltaState,
  type Observation,
  type PreparedDelta,
  prepareCreation,
  prepareDelta,
  printHash,
  type Roster,
  defaultCheckTimings as timings,
  transition,
  type VaultVersion,
} from "../src/core/index.ts";
import { nodePrimitives } from "../src/primitives/node.ts";
import { testDevice } from "./signing.ts";

/** One thing that happens in a world of one vault, its source and its worker. */
export type Happening =
  | { readonly what: "submit" | "check" | "abandon" | "retain" | "expire" | "outage" }
  /** The source takes the n-th of the deltas that start from where it is. */
  | { readonly what: "land"; readonly which: number }
  /** The source shows what it showed some steps ago, for one look. */
  | { readonly what: "lag"; readonly steps: number }
  | { readonly what: "wait"; readonly ms: number };

/** A delta as its row would have it. */
interface WorldDelta extends CheckedCandidate {
  readonly prepared: PreparedDelta;
  readonly state: DeltaState;
  readonly stateAtMs: number;
}

/** A rule that the world is to be without, so that a test can show what keeps it whole. */
export type Fault = "accept while one waits" | "forget who was overtaken";

const retainedMs = 86_400_000;
const vaultId = "01890a5d-ac96-774b-bcce-b302099a8057";
const roster: Roster = {
  threshold: 1,
  signers: [{ id: testDevice(1).id, role: "voter", label: "Ann" }],
};
const utf8 = new TextEncoder();

/** A vault moved by the core's decisions alone; rows, locks and leases are somebody else's. */
export class VaultWorld {
  readonly creation: PreparedDelta;
  readonly deltas: WorldDelta[] = [];
  readonly acknowledged: string[] = [];
  /** Every move of a delta, as `from > event > to`. */
  readonly moves: string[] = [];
  readonly #faults: ReadonlySet<Fault>;
  readonly #shown: VaultVersion[];
  #head: VaultVersion;
  #nowMs = 0;
  #isOut = false;
  #lag = 0;

  constructor(faults: readonly Fault[] = []) {
    const payload = utf8.encode("0");
    this.creation = prepareCreation(nodePrimitives, { vaultId, mode: "json", roster, payload });
    this.#head = this.creation.next;
    this.#shown = [this.#head];
    this.#faults = new Set(faults);
    this.acknowledged.push(printHash(this.creation.digest));
  }

  get head(): VaultVersion {
    return this.#head;
  }

  happen(happening: Happening): void {
    switch (happening.what) {
      case "submit":
        this.#submit();
        break;
      case "check":
        this.#check();
        break;
      case "abandon":
        this.#abandon();
        break;
      case "retain":
        this.#onCandidate("retain-asked");
        break;
      case "expire":
        this.#moveAll(() => "expired");
        break;
      case "outage":
        this.#isOut = !this.#isOut;
        break;
      case "land":
        this.#land(happening.which);
        break;
      case "lag":
        this.#lag = happening.steps;
        break;
      case "wait":
        this.#nowMs += happening.ms;
        break;
    }
  }

  #submit(): void {
    if (this.#candidate() !== null && !this.#faults.has("accept while one waits")) return;
    const payload = utf8.encode(String(this.deltas.length + 1));
    const prepared = prepareDelta(nodePrimitives, this.#head, { kind: "replace@1", payload });
    const { nonce } = prepared.next;
    this.#moveAll((delta) => (delta.prepared.next.nonce === nonce ? "superseded" : null));
    const state = transition(null, "accepted", this.#facts(null));
    if (state === null) return;
    this.moves.push("none > accepted > candidate");
    this.acknowledged.push(printHash(prepared.digest));
    this.deltas.push({
      prepared,
      state,
      stateAtMs: this.#nowMs,
      acceptedAtMs: this.#nowMs,
      countedAtMs: this.#nowMs,
      retryCount: 0,
      divergenceCount: 0,
      abandonAskedAtMs: null,
      abandonConfirmCount: 0,
    });
  }

  #land(which: number): void {
    const at = this.#shown.at(-1);
    const ready = this.deltas.filter(({ prepared }) => prepared.prev === at?.commitment);
    const landing = ready[which % Math.max(ready.length, 1)];
    if (landing !== undefined) this.#shown.push(landing.prepared.next);
  }

  #abandon(): void {
    const candidate = this.#candidate();
    if (candidate === null || candidate.abandonAskedAtMs !== null) return;
    this.#replace(candidate, { ...candidate, abandonAskedAtMs: this.#nowMs });
  }

  /** A look at the source: at the candidate if there is one, else at whatever may land after all. */
  #check(): void {
    const seen = this.#observe();
    const candidate = this.#candidate();
    if (candidate === null) this.#reconcile(seen);
    else this.#checkCandidate(candidate, seen);
  }

  #checkCandidate(candidate: WorldDelta, seen: Observation): void {
    const { next, prev } = candidate.prepared;
    const observed = { nonce: next.nonce, prev, next: next.commitment, wasPresent: true };
    const first = classify(observed, seen);
    const verdict =
      first.kind === "ask" ? classifyPast(observed, this.#observeAt(first.nonce)) : first;
    const outcome = countCheck(candidate, verdict, this.#nowMs, timings);
    if (outcome.kind === "promote") this.#promote(candidate);
    if (outcome.kind !== "count") return;
    const counted = { ...candidate, ...outcome.counters, countedAtMs: this.#nowMs };
    this.#replace(candidate, counted);
    if (outcome.event !== null) this.#move(counted, outcome.event);
  }

  #reconcile(seen: Observation): void {
    if (seen.kind !== "present") return;
    const next = this.#observeAt(this.#head.nonce + 1);
    const landed = this.deltas.find(
      ({ prepared }) =>
        next.kind === "present" &&
        prepared.prev === this.#head.commitment &&
        prepared.next.commitment === next.commitment,
    );
    if (landed !== undefined) this.#promote(landed);
  }

  #promote(delta: WorldDelta): void {
    const moved = this.#move(delta, "landed");
    if (moved === null) return;
    this.#head = delta.prepared.next;
    if (this.#faults.has("forget who was overtaken")) return;
    const { nonce } = this.#head;
    this.#moveAll((other) =>
      other !== moved && other.prepared.next.nonce <= nonce ? "overtaken" : null,
    );
  }

  #observe(): Observation {
    if (this.#isOut) return { kind: "unavailable", reason: "timeout" };
    const version = this.#shown[Math.max(this.#shown.length - 1 - this.#lag, 0)];
    this.#lag = 0;
    if (version === undefined) return { kind: "absent" };
    return { kind: "present", commitment: version.commitment, nonce: version.nonce };
  }

  #observeAt(nonce: number): Observation {
    const version = this.#isOut ? undefined : this.#shown[nonce];
    if (version === undefined) return { kind: "unavailable", reason: "timeout" };
    return { kind: "present", commitment: version.commitment, nonce };
  }

  #candidate(): WorldDelta | null {
    return this.deltas.find(({ state }) => state.status === "candidate") ?? null;
  }

  #onCandidate(event: DeltaEvent): void {
    const candidate = this.#candidate();
    if (candidate !== null) this.#move(candidate, event);
  }

  #moveAll(eventFor: (delta: WorldDelta) => DeltaEvent | null): void {
    for (const delta of [...this.deltas]) {
      const event = eventFor(delta);
      if (event !== null) this.#move(delta, event);
    }
  }

  #move(delta: WorldDelta, event: DeltaEvent): WorldDelta | null {
    const state = transition(delta.state, event, this.#facts(delta));
    if (state === null) return null;
    this.moves.push(`${nameOf(delta.state)} > ${event} > ${nameOf(state)}`);
    const moved = { ...delta, state, stateAtMs: this.#nowMs };
    this.#replace(delta, moved);
    return moved;
  }

  #facts(delta: WorldDelta | null) {
    return {
      isAbandonAsked: delta !== null && delta.abandonAskedAtMs !== null,
      isRetaining: true,
      isRecoverable: delta === null || this.#nowMs - delta.acceptedAtMs <= retainedMs,
    };
  }

  #replace(old: WorldDelta, changed: WorldDelta): void {
    this.deltas[this.deltas.indexOf(old)] = changed;
  }
}

function nameOf({ status, reason }: DeltaState): string {
  return reason === null ? status : `${status} ${reason}`;
}

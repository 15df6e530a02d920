import { isJsonArray, isJsonObject, type Json, readMember } from "../json.ts";
import { maxJsonDepth } from "../limits.ts";
import { type DeltaReason, invalidDelta } from "../refusal.ts";

/**
 * How many values one patch may compare, copy or step over: twice what the largest state can hold. A few lines of `copy`
 * double a document with each line.
 */
const maxSteps = 1_048_576;

/** Counts what a patch costs, and ends one that costs too much. */
export class Work {
  readonly #refuse: (reason: DeltaReason) => Error;
  #left = maxSteps;

  /** `refuse` makes the refusal, with the place where the patch is at work. */
  constructor(refuse: (reason: DeltaReason) => Error = invalidDelta) {
    this.#refuse = refuse;
  }

  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw this.#refuse("too-much-work");
  }

  /** Equality of JSON: members in any order, numbers by value. */
  isEqual(left: Json, right: Json | undefined, depth = 0): boolean {
    this.#enter(depth);
    if (isJsonArray(left)) {
      if (!isJsonArray(right) || left.length !== right.length) return false;
      return left.every((element, at) => this.isEqual(element, right[at], depth + 1));
    }
    if (!isJsonObject(left)) return left === right;
    if (!isJsonObject(right)) return false;
    const members = Object.entries(left);
    if (members.length !== Object.keys(right).length) return false;
    return members.every(([key, value]) => this.isEqual(value, readMember(right, key), depth + 1));
  }

  /** A copy that shares no array and no object with its original. */
  copy(value: Json, depth = 0): Json {
    this.#enter(depth);
    if (isJsonArray(value)) return value.map((element) => this.copy(element, depth + 1));
    if (!isJsonObject(value)) return value;
    const object: Record<string, Json> = {};
    for (const [key, member] of Object.entries(value)) object[key] = this.copy(member, depth + 1);
    return object;
  }

  /** A patch can nest deeper than its own text does, by moving one part into another. */
  #enter(depth: number): void {
    this.spend(1);
    if (depth > maxJsonDepth) throw this.#refuse("depth");
  }
}

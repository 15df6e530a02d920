import { isJsonArray, isJsonObject, type Json, readMember } from "../json.ts";
import { readIndex } from "../json-pointer.ts";
import type { DeltaReason } from "../refusal.ts";
import type { Work } from "./work.ts";

type MutableObject = Record<string, Json>;
type Container = Json[] | MutableObject;

/** Shifting an array's end costs a thousandth of looking at it, and must not be free. */
const shiftedPerStep = 1_024;

/** The draft keeps its document as a member, so that the root is added, removed and moved like any other place. */
const rootToken = "document";

/**
 * A document while a patch changes it. Arrays and objects of the original are copied when first stepped into for a
 * change; those that the draft has made itself are changed in place. The original never is.
 */
export class Draft {
  readonly #work: Work;
  readonly #refuse: (reason: DeltaReason) => Error;
  readonly #holder: MutableObject;
  readonly #own = new WeakSet<object>();

  constructor(document: Json, work: Work, refuse: (reason: DeltaReason) => Error) {
    this.#work = work;
    this.#refuse = refuse;
    this.#holder = { [rootToken]: document };
    this.#own.add(this.#holder);
  }

  /** The document, or nothing after its root was removed. */
  get document(): Json | undefined {
    return this.#holder[rootToken];
  }

  get(tokens: readonly string[]): Json {
    let value: Json = this.#holder;
    for (const token of [rootToken, ...tokens]) value = this.#child(value, token);
    return value;
  }

  /** Sets a member, or inserts an element before the one that the last token names; `-` is the end. */
  add(tokens: readonly string[], value: Json): void {
    const [parent, token] = this.#parentOf(tokens);
    if (!Array.isArray(parent)) {
      parent[token] = value;
      return;
    }
    const at = token === "-" ? parent.length : readIndex(token, parent.length + 1);
    if (at === null) throw this.#refuse("index");
    this.#work.spend(Math.floor((parent.length - at) / shiftedPerStep));
    parent.splice(at, 0, value);
  }

  remove(tokens: readonly string[]): Json {
    const [parent, token] = this.#parentOf(tokens);
    const value = this.#child(parent, token);
    if (Array.isArray(parent)) {
      this.#work.spend(Math.floor(parent.length / shiftedPerStep));
      parent.splice(Number(token), 1);
    } else {
      delete parent[token];
    }
    return value;
  }

  replace(tokens: readonly string[], value: Json): void {
    const [parent, token] = this.#parentOf(tokens);
    this.#child(parent, token);
    setChild(parent, token, value);
  }

  /** The container that holds the place, fit to be changed, and the token by which it holds it. */
  #parentOf(tokens: readonly string[]): [Container, string] {
    let parent: Container = this.#holder;
    let token = rootToken;
    for (const next of tokens) {
      const child = this.#ownCopy(this.#child(parent, token));
      setChild(parent, token, child);
      parent = child;
      token = next;
    }
    return [parent, token];
  }

  #ownCopy(value: Json): Container {
    if (this.#isOwn(value)) return value;
    const copy = copyContainer(value);
    if (copy === null) throw this.#refuse("missing");
    this.#own.add(copy);
    return copy;
  }

  /** Whatever is in the set was made by this draft, hence may be changed. */
  #isOwn(value: Json): value is Container {
    return typeof value === "object" && value !== null && this.#own.has(value);
  }

  #child(parent: Json, token: string): Json {
    if (isJsonObject(parent)) return this.#found(readMember(parent, token), "missing");
    if (!isJsonArray(parent)) throw this.#refuse("missing");
    const at = readIndex(token, parent.length);
    return this.#found(at === null ? undefined : parent[at], "index");
  }

  #found(value: Json | undefined, reason: DeltaReason): Json {
    if (value === undefined) throw this.#refuse(reason);
    return value;
  }
}

/** The array or object with the same children; null for any other value. */
function copyContainer(value: Json): Container | null {
  if (isJsonArray(value)) return [...value];
  return isJsonObject(value) ? { ...value } : null;
}

/** Puts a value where one stands already. */
function setChild(parent: Container, token: string, value: Json): void {
  if (Array.isArray(parent)) parent[Number(token)] = value;
  else parent[token] = value;
}

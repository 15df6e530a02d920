import { isJsonArray, isJsonObject, type Json, type JsonObject, readMember } from "../json.ts";
import { parsePointer } from "../json-pointer.ts";
import { type DeltaReason, invalidDelta } from "../refusal.ts";
import { Draft } from "./draft.ts";
import { Work } from "./work.ts";

const operations = ["add", "remove", "replace", "move", "copy", "test"] as const;
type Operation = (typeof operations)[number];

/**
 * RFC 6902: all operations in turn, or none of them. Throws DELTA_INVALID whose path leads to the operation that fails,
 * within the patch. What is copied, compared or kept nests no deeper than any document may.
 */
export function reduceJsonPatch(state: Json, patch: Json): Json {
  if (!isJsonArray(patch)) throw invalidDelta("operation");
  let place = "";
  const refuse = (reason: DeltaReason) => invalidDelta(reason, place);
  const work = new Work(refuse);
  const draft = new Draft(state, work, refuse);
  for (const [at, step] of patch.entries()) {
    place = `/${at}`;
    work.spend(1);
    if (!isJsonObject(step)) throw refuse("operation");
    new Step(step, draft, work, refuse).run();
  }
  if (draft.document === undefined) throw refuse("no-document");
  return draft.document;
}

/** One operation; members that it does not define are ignored, as the RFC asks. */
class Step {
  readonly #members: JsonObject;
  readonly #draft: Draft;
  readonly #work: Work;
  readonly #refuse: (reason: DeltaReason) => Error;

  constructor(
    members: JsonObject,
    draft: Draft,
    work: Work,
    refuse: (reason: DeltaReason) => Error,
  ) {
    this.#members = members;
    this.#draft = draft;
    this.#work = work;
    this.#refuse = refuse;
  }

  run(): void {
    const operation = this.#readOperation();
    const path = this.#readPlace("path");
    switch (operation) {
      case "add":
        this.#draft.add(path, this.#readValue());
        break;
      case "remove":
        this.#draft.remove(path);
        break;
      case "replace":
        this.#draft.replace(path, this.#readValue());
        break;
      case "move":
        this.#move(this.#readPlace("from"), path);
        break;
      case "copy":
        this.#draft.add(path, this.#work.copy(this.#draft.get(this.#readPlace("from"))));
        break;
      case "test":
        this.#test(path, this.#readValue());
        break;
    }
  }

  #move(from: readonly string[], to: readonly string[]): void {
    const isInside = from.length < to.length && from.every((token, at) => token === to[at]);
    if (isInside) throw this.#refuse("into-itself");
    this.#draft.add(to, this.#draft.remove(from));
  }

  #test(path: readonly string[], expected: Json): void {
    if (!this.#work.isEqual(this.#draft.get(path), expected)) throw this.#refuse("test");
  }

  #readOperation(): Operation {
    const name = readMember(this.#members, "op");
    const operation = operations.find((known) => known === name);
    if (operation === undefined) throw this.#refuse("operation");
    return operation;
  }

  #readPlace(member: "path" | "from"): readonly string[] {
    const text = readMember(this.#members, member);
    if (typeof text !== "string") throw this.#refuse("operation");
    const tokens = parsePointer(text);
    if (tokens === null) throw this.#refuse("pointer");
    return tokens;
  }

  #readValue(): Json {
    const value = readMember(this.#members, "value");
    if (value === undefined) throw this.#refuse("operation");
    return value;
  }
}

import { isRefusal, type Json, type Roster, readRoster } from "@homeport/vaults/core";
import type { JsonStep } from "./json-change.ts";
import { readPayload, reduceChange, stepsOf } from "./payload.ts";
import type { Delta } from "./vault-types.ts";
import { shortSigner } from "./vault-words.ts";

type Change = Pick<Delta, "kind" | "payloadBase64" | "prev" | "next" | "status">;

/**
 * What a change did, place by place: to the document, or to the roster. `loaded` are the changes that are there, in any
 * order. Null where what it started from does not follow from them, or it cannot be read.
 */
export function changeOf(
  delta: Change,
  loaded: readonly Change[],
  createdWith: Roster | null,
): JsonStep[] | null {
  switch (delta.kind) {
    case "create@1": {
      const made = readPayload(delta);
      return made === undefined ? null : [{ op: "add", path: "", before: undefined, after: made }];
    }
    case "roster@1": {
      const before = rosterBefore(delta, loaded, createdWith);
      const after = rosterOf(delta);
      return before === null || after === null ? null : rosterSteps(before, after);
    }
    default: {
      const before = documentBefore(delta, loaded);
      return before === null ? null : stepsOf(delta, before.document);
    }
  }
}

/** History before a change, the newest first, as far as it is there. */
function* historyBefore(delta: Change, loaded: readonly Change[]): Generator<Change> {
  const history = new Map(
    loaded.filter(({ status }) => status === "canonical").map((one) => [one.next, one]),
  );
  for (let one = history.get(delta.prev); one !== undefined; one = history.get(one.prev)) {
    // A chain leads back; whatever leads in a circle is none.
    history.delete(one.next);
    yield one;
  }
}

/** Computed from the last change that names the whole document. */
function documentBefore(delta: Change, loaded: readonly Change[]): { document: Json } | null {
  const since: Change[] = [];
  for (const one of historyBefore(delta, loaded)) {
    if (one.kind !== "create@1" && one.kind !== "replace@1") {
      since.unshift(one);
      continue;
    }
    const whole = readPayload(one);
    return whole === undefined ? null : fold(whole, since);
  }
  return null;
}

/** Changes of signers leave the document as it is. */
function fold(from: Json, changes: readonly Change[]): { document: Json } | null {
  let document = from;
  for (const change of changes) {
    if (change.kind === "roster@1" || change.kind === "release@1") continue;
    const made = reduceChange(change, document);
    if (made === undefined) return null;
    document = made;
  }
  return { document };
}

function rosterBefore(
  delta: Change,
  loaded: readonly Change[],
  createdWith: Roster | null,
): Roster | null {
  for (const one of historyBefore(delta, loaded)) {
    if (one.kind === "roster@1") return rosterOf(one);
    if (one.kind === "create@1") return createdWith;
  }
  return null;
}

function rosterOf(change: Change): Roster | null {
  const payload = readPayload(change);
  if (payload === undefined) return null;
  try {
    return readRoster(payload);
  } catch (error) {
    if (isRefusal(error, "ROSTER_INVALID")) return null;
    throw error;
  }
}

/** Signer by signer, whatever their order. */
function rosterSteps(before: Roster, after: Roster): JsonStep[] {
  const [old, made] = [membersOf(before), membersOf(after)];
  const ids = [...new Set([...old.keys(), ...made.keys()])];
  return [
    ...stepOf("threshold", before.threshold, after.threshold),
    ...ids.flatMap((id) => stepOf(`signer ${shortSigner(id)}`, old.get(id), made.get(id))),
  ];
}

function membersOf({ signers }: Roster): Map<string, string> {
  return new Map(signers.map(({ id, label, role }) => [id, `${label}, ${role}`]));
}

function stepOf(path: string, before: Json | undefined, after: Json | undefined): JsonStep[] {
  if (before === after) return [];
  const op = before === undefined ? "add" : after === undefined ? "remove" : "replace";
  return [{ op, path, before, after }];
}

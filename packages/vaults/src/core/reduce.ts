import { canonicalize, readCanonicalJson } from "./canonical-json.ts";
import { isJsonObject, type Json } from "./json.ts";
import { isKindOfMode, type MovingKind, type VaultMode } from "./kinds.ts";
import { reduceJsonPatch } from "./reducers/json-patch.ts";
import { reduceMergePatch } from "./reducers/merge-patch.ts";
import { invalidDelta, Refusal } from "./refusal.ts";
import { type Roster, readRoster } from "./roster.ts";
import { readStrictJson } from "./strict-json.ts";

/** What a delta can change. */
interface Reduced {
  readonly stateBytes: Uint8Array;
  readonly roster: Roster;
  readonly isReleased: boolean;
}

/** The bytes that are kept of a whole state as it was sent. Throws DELTA_INVALID, TOO_LARGE. */
export function readState(mode: VaultMode, payload: Uint8Array, maxBytes: number): Uint8Array {
  if (mode === "json") return canonicalize(readStrictJson(payload, maxBytes), maxBytes);
  if (payload.length > maxBytes) throw new Refusal("TOO_LARGE", { maxBytes });
  return payload;
}

/** What a delta makes of a version. Throws DELTA_INVALID, ROSTER_INVALID, TOO_LARGE. */
export function reduce(
  from: Reduced & { readonly mode: VaultMode },
  { kind, payload }: { readonly kind: string; readonly payload: Uint8Array },
  maxBytes: number,
): Reduced {
  const { mode, stateBytes, roster, isReleased } = from;
  const unchanged = { stateBytes, roster, isReleased };
  const changeState = (change: (state: Json, payload: Json) => Json) => {
    const changed = change(readCanonicalJson(stateBytes), readStrictJson(payload, maxBytes));
    return { ...unchanged, stateBytes: canonicalize(changed, maxBytes) };
  };
  switch (readKind(kind, mode)) {
    case "json-patch@1":
      return changeState(reduceJsonPatch);
    case "merge-patch@1":
      return changeState(reduceMergePatch);
    case "replace@1":
    case "sealed@1":
      return { ...unchanged, stateBytes: readState(mode, payload, maxBytes) };
    case "roster@1":
      return { ...unchanged, roster: readRoster(readStrictJson(payload, maxBytes)) };
    case "release@1":
      checkEmpty(readStrictJson(payload, maxBytes));
      return { ...unchanged, isReleased: true };
  }
}

function readKind(kind: string, mode: VaultMode): MovingKind {
  if (!isKindOfMode(kind, mode)) throw invalidDelta("kind");
  return kind;
}

/** There is nothing to say about a release; what says more may mean more than this kind does. */
function checkEmpty(payload: Json): void {
  if (!isJsonObject(payload) || Object.keys(payload).length > 0) throw invalidDelta("payload");
}

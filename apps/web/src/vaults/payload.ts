import {
  fromBase64Url,
  isRefusal,
  type Json,
  readStrictJson,
  reduceJsonPatch,
  reduceMergePatch,
} from "@homeport/vaults/core";
import { findSteps, type JsonStep } from "./json-change.ts";

interface Change {
  readonly kind: string;
  readonly payloadBase64: string;
}

/** The bytes of a change. */
export function payloadOf({ payloadBase64 }: Change): Uint8Array {
  return fromBase64Url(payloadBase64) ?? new Uint8Array();
}

/** What a change says; undefined for one that cannot be read here. */
export function readPayload(change: Change): Json | undefined {
  if (change.kind === "sealed@1") return undefined;
  try {
    return readStrictJson(payloadOf(change));
  } catch {
    return undefined;
  }
}

/** What a change makes of a document; undefined for one that does not change it, or cannot. */
export function reduceChange(change: Change, state: Json): Json | undefined {
  const payload = readPayload(change);
  if (payload === undefined) return undefined;
  try {
    switch (change.kind) {
      case "json-patch@1":
        return reduceJsonPatch(state, payload);
      case "merge-patch@1":
        return reduceMergePatch(state, payload);
      case "replace@1":
        return payload;
      default:
        return undefined;
    }
  } catch (error) {
    if (isRefusal(error, "DELTA_INVALID")) return undefined;
    throw error;
  }
}

/** What a change does to a document, step by step; null for one that does not change it, or cannot. */
export function stepsOf(change: Change, state: Json): JsonStep[] | null {
  const made = reduceChange(change, state);
  return made === undefined ? null : findSteps(state, made);
}

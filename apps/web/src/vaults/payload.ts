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

/** What a change does to a document, step by step; null for one that does not change it, or cannot. */
export function stepsOf(change: Change, state: Json): JsonStep[] | null {
  const payload = readPayload(change);
  if (payload === undefined) return null;
  try {
    switch (change.kind) {
      case "json-patch@1":
        return findSteps(state, reduceJsonPatch(state, payload));
      case "merge-patch@1":
        return findSteps(state, reduceMergePatch(state, payload));
      case "replace@1":
        return findSteps(state, payload);
      default:
        return null;
    }
  } catch (error) {
    if (isRefusal(error, "DELTA_INVALID")) return null;
    throw error;
  }
}

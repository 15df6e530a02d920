import { formatPointer, isRefusal, type Json, reduceJsonPatch } from "@homeport/vaults/core";

/** One step from a document to another. `before` and `after` are for people; they are not part of what is signed. */
export interface JsonStep {
  readonly op: "add" | "remove" | "replace";
  readonly path: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/**
 * The steps of a JSON Patch (RFC 6902) that make one document of another, in their order. Objects are gone through key by
 * key and lists place by place, so that what stayed is not named.
 */
export function findSteps(before: Json, after: Json, tokens: readonly string[] = []): JsonStep[] {
  if (isList(before) && isList(after)) return listSteps(before, after, tokens);
  if (isObject(before) && isObject(after)) return objectSteps(before, after, tokens);
  if (before === after) return [];
  return [{ op: "replace", path: formatPointer(tokens), before, after }];
}

/** The steps as they are signed. */
export function operationsOf(steps: readonly JsonStep[]): Json {
  return steps.map(({ op, path, after }) =>
    after === undefined ? { op, path } : { op, path, value: after },
  );
}

/** Another document after the same steps; null where they do not fit it. */
export function applySteps(state: Json, steps: readonly JsonStep[]): Json | null {
  try {
    return reduceJsonPatch(state, operationsOf(steps));
  } catch (error) {
    if (isRefusal(error, "DELTA_INVALID")) return null;
    throw error;
  }
}

type JsonList = readonly Json[];
type JsonMap = { readonly [key: string]: Json };

function objectSteps(before: JsonMap, after: JsonMap, tokens: readonly string[]): JsonStep[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key): JsonStep[] => {
    const here = [...tokens, key];
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    const made = Object.hasOwn(after, key) ? after[key] : undefined;
    return memberSteps(old, made, here);
  });
}

function listSteps(before: JsonList, after: JsonList, tokens: readonly string[]): JsonStep[] {
  const shared = Math.min(before.length, after.length);
  const changed = before
    .slice(0, shared)
    .flatMap((old, index) => memberSteps(old, after[index], [...tokens, String(index)]));
  const added = after
    .slice(shared)
    .flatMap((made, index) => memberSteps(undefined, made, [...tokens, String(shared + index)]));
  // From the end on, so that each place is still what it was.
  const removed = before
    .slice(shared)
    .flatMap((old, index) => memberSteps(old, undefined, [...tokens, String(shared + index)]))
    .reverse();
  return [...changed, ...added, ...removed];
}

function memberSteps(
  before: Json | undefined,
  after: Json | undefined,
  tokens: readonly string[],
): JsonStep[] {
  const path = formatPointer(tokens);
  if (before === undefined) return after === undefined ? [] : [{ op: "add", path, before, after }];
  if (after === undefined) return [{ op: "remove", path, before, after }];
  return findSteps(before, after, tokens);
}

function isList(value: Json): value is JsonList {
  return Array.isArray(value);
}

function isObject(value: Json): value is JsonMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

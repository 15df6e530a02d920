/** What JSON can say, without null: in a merge patch that means that something goes. */
export type JsonValue = string | number | boolean | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** A JSON merge patch as RFC 7396 has it. */
export interface MergePatch {
  readonly [key: string]: JsonValue | MergePatch | null;
}

/** The patch that makes one object of the other; undefined where they are equal. */
export function diffObjects(before: JsonObject, after: JsonObject): MergePatch | undefined {
  const patch: Record<string, MergePatch[string]> = {};
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) patch[key] = null;
  for (const [key, value] of Object.entries(after)) {
    const difference = diffValues(Object.hasOwn(before, key) ? before[key] : undefined, value);
    if (difference !== undefined) patch[key] = difference;
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

function diffValues(
  before: JsonValue | undefined,
  after: JsonValue,
): MergePatch[string] | undefined {
  if (isObject(before) && isObject(after)) return diffObjects(before, after);
  return JSON.stringify(before) === JSON.stringify(after) ? undefined : after;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && !Array.isArray(value);
}

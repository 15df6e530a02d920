import type { FieldChange } from "./edit-types.ts";

/** What app.toml says, by key. */
export type Values = Readonly<Record<string, unknown>>;

/** What a field shows: what it was changed to, also where that is nothing, else what the file says. */
export function currentValue(
  values: Values,
  changes: readonly FieldChange[],
  key: string,
): unknown {
  const change = changes.find(({ path }) => path.join(".") === key);
  return change === undefined ? values[key] : change.value;
}

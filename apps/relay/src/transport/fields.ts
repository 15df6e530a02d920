import { remember } from "@homeport/platform";

/**
 * Header fields as `node:http` gives them in `rawHeaders`: names and values in turn. Order, case and
 * duplicates are the sender's, and stay so all the way.
 */
export type Fields = readonly string[];

const lowerCased = remember((name) => name.toLowerCase());

/** Calls `each` for every field, with the name also in lower case. */
export function eachField(
  fields: Fields,
  each: (lowerName: string, value: string, name: string) => void,
): void {
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const name = fields[at] ?? "";
    each(lowerCased(name), fields[at + 1] ?? "", name);
  }
}

/** Every value of one field, in order; `lowerName` is in lower case. */
export function valuesOf(fields: Fields, lowerName: string): string[] {
  const values: string[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const name = fields[at] ?? "";
    if (name.length !== lowerName.length || lowerCased(name) !== lowerName) continue;
    values.push(fields[at + 1] ?? "");
  }
  return values;
}

/** The fields for which `keeps` answers true, in their order. */
export function keepFields(
  fields: Fields,
  keeps: (lowerName: string, value: string) => boolean,
): string[] {
  const kept: string[] = [];
  eachField(fields, (lowerName, value, name) => {
    if (keeps(lowerName, value)) kept.push(name, value);
  });
  return kept;
}

/** The members of a comma-separated list, trimmed and in lower case, over every value. */
export function listMembers(values: readonly string[]): string[] {
  return values
    .flatMap((value) => value.split(","))
    .map((member) => member.trim().toLowerCase())
    .filter((member) => member !== "");
}

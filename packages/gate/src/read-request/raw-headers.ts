/** Header fields as `node:http` gives them in `rawHeaders`: names and values in turn. */
export type RawHeaders = readonly string[];

/** Every value of the fields with this (lower-case) name, in order. */
export function headerValues(rawHeaders: RawHeaders, name: string): string[] {
  const values: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const field = rawHeaders[at] ?? "";
    if (field.length !== name.length || field.toLowerCase() !== name) continue;
    values.push(rawHeaders[at + 1] ?? "");
  }
  return values;
}

/** Header fields as `node:http` gives them in `rawHeaders`: names and values in turn. */
export type RawHeaders = readonly string[];

/** Each field in order. */
export function* headerFields(rawHeaders: RawHeaders): Generator<readonly [string, string]> {
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    yield [rawHeaders[at] ?? "", rawHeaders[at + 1] ?? ""];
  }
}

/** Every value of the fields with this (lower-case) name, in order. */
export function headerValues(rawHeaders: RawHeaders, name: string): string[] {
  const values: string[] = [];
  for (const [field, value] of headerFields(rawHeaders)) {
    if (field.length === name.length && field.toLowerCase() === name) values.push(value);
  }
  return values;
}

type Parse = (text: string) => unknown;
type Serialize = (value: unknown) => unknown;

/** The codecs of a driver, by the number of a type. */
export interface TypeCodecs {
  parsers: Record<number, Parse>;
  serializers: Record<number, Serialize>;
}

/** Numbers of element types and of their arrays: bool, bytea, name, int8, int2, int4, text, oid, json and on. */
const arrayTypes: readonly (readonly [element: number, array: number])[] = [
  ...([
    [16, 1000],
    [17, 1001],
    [19, 1003],
    [20, 1016],
    [21, 1005],
    [23, 1007],
  ] as const),
  ...([
    [25, 1009],
    [26, 1028],
    [114, 199],
    [700, 1021],
    [701, 1022],
    [1043, 1015],
  ] as const),
  ...([
    [1082, 1182],
    [1114, 1115],
    [1184, 1185],
    [1700, 1231],
    [2950, 2951],
  ] as const),
  [3802, 3807],
];

/**
 * Teaches the driver the arrays of Postgres's own types, whose numbers never change. Left to itself the
 * driver asks for them on every connection, and where that breaks meanwhile it leaves behind a rejection
 * that nobody can catch, which ends the process.
 */
export function addArrayTypes({ parsers, serializers }: TypeCodecs): void {
  for (const [element, array] of arrayTypes) {
    const parse = parsers[element] ?? asIs;
    const serialize = serializers[element] ?? String;
    parsers[array] = (text) => parseArray(text, parse);
    serializers[array] = (value) => (Array.isArray(value) ? writeArray(value, serialize) : value);
  }
}

function asIs(text: string): unknown {
  return text;
}

/** Reads an array as Postgres writes it: `{a,"b \" c",NULL,{d}}`, also with its bounds in front. */
export function parseArray(text: string, parse: Parse): unknown[] {
  let at = text.indexOf("{");

  function readList(): unknown[] {
    const items: unknown[] = [];
    at += 1;
    while (at < text.length && text[at] !== "}") {
      items.push(readItem());
      if (text[at] === ",") at += 1;
    }
    at += 1;
    return items;
  }

  function readItem(): unknown {
    if (text[at] === "{") return readList();
    if (text[at] === '"') return parse(readQuoted());
    const bare = readBare();
    return bare === "NULL" ? null : parse(bare);
  }

  function readBare(): string {
    const from = at;
    while (at < text.length && text[at] !== "," && text[at] !== "}") at += 1;
    return text.slice(from, at);
  }

  function readQuoted(): string {
    let said = "";
    for (at += 1; at < text.length && text[at] !== '"'; at += 1) {
      if (text[at] === "\\") at += 1;
      said += text[at] ?? "";
    }
    at += 1;
    return said;
  }

  return readList();
}

/** Writes an array so that Postgres reads it; each element is quoted, so none can be taken for another. */
export function writeArray(values: readonly unknown[], serialize: Serialize): string {
  const items = values.map((value) => {
    if (value === null || value === undefined) return "NULL";
    if (Array.isArray(value)) return writeArray(value, serialize);
    return `"${String(serialize(value)).replaceAll(/["\\]/g, "\\$&")}"`;
  });
  return `{${items.join(",")}}`;
}

/** The way to a value: names of keys, and places in lists. */
export type KeyPath = readonly (string | number)[];

/** A line, or several, that set one key. Offsets count UTF-16 units from the beginning of the text. */
export interface TomlPair {
  readonly is: "pair";
  readonly path: KeyPath;
  readonly start: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

/** The line that opens a table. */
export interface TomlHeader {
  readonly is: "header";
  readonly path: KeyPath;
  readonly start: number;
  readonly end: number;
}

export type TomlStatement = TomlPair | TomlHeader;

/** Lists the statements of a text that has been parsed without a problem, in the order in which they are written. */
export function scanToml(text: string): TomlStatement[] {
  const statements: TomlStatement[] = [];
  const tables = createTables();
  let at = 0;
  while (at < text.length) {
    const start = skip(text, at, /[ \t\r\n\ufeff]*/y);
    if (start >= text.length) break;
    if (text[start] === "#") {
      at = endOfLine(text, start);
      continue;
    }
    const statement =
      text[start] === "[" ? readHeader(text, start, tables) : readPair(text, start, tables);
    statements.push(statement);
    at = endOfLine(text, statement.is === "pair" ? statement.valueEnd : statement.end);
  }
  return statements;
}

/** Knows in which table the scan is, and how many items each list of tables has by now. */
interface Tables {
  open(keys: readonly string[], isItem: boolean): KeyPath;
  current(): KeyPath;
}

function createTables(): Tables {
  const lastItems = new Map<string, number>();
  let current: KeyPath = [];
  const nameOf = (path: KeyPath) => JSON.stringify(path);
  return {
    current: () => current,
    open(keys, isItem) {
      let path: (string | number)[] = [];
      for (const [index, key] of keys.entries()) {
        path = [...path, key];
        const isNew = isItem && index === keys.length - 1;
        if (isNew) lastItems.set(nameOf(path), (lastItems.get(nameOf(path)) ?? -1) + 1);
        const item = lastItems.get(nameOf(path));
        if (item !== undefined) path = [...path, item];
      }
      current = path;
      return path;
    },
  };
}

function readHeader(text: string, start: number, tables: Tables): TomlHeader {
  const isItem = text[start + 1] === "[";
  const { keys, end } = readKeys(text, start + (isItem ? 2 : 1));
  return { is: "header", path: tables.open(keys, isItem), start, end: end + (isItem ? 2 : 1) };
}

function readPair(text: string, start: number, tables: Tables): TomlPair {
  const { keys, end } = readKeys(text, start);
  const valueStart = skip(text, end + 1, /[ \t]*/y);
  const valueEnd = skipValue(text, valueStart);
  return { is: "pair", path: [...tables.current(), ...keys], start, valueStart, valueEnd };
}

/** Names with dots between them; `end` is where the sign after them stands. */
function readKeys(text: string, start: number): { keys: string[]; end: number } {
  const keys: string[] = [];
  let at = start;
  for (;;) {
    at = skip(text, at, /[ \t]*/y);
    const quoteMark = text[at];
    if (quoteMark === '"' || quoteMark === "'") {
      const end = skipString(text, at);
      keys.push(unquote(text.slice(at, end)));
      at = end;
    } else {
      const end = skip(text, at, /[A-Za-z0-9_-]*/y);
      keys.push(text.slice(at, end));
      at = end;
    }
    at = skip(text, at, /[ \t]*/y);
    if (text[at] !== ".") return { keys, end: at };
    at += 1;
  }
}

/** A quoted key; an escape that JSON does not know is left as it is written. */
function unquote(quoted: string): string {
  if (quoted.startsWith("'")) return quoted.slice(1, -1);
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}

function skipValue(text: string, start: number): number {
  const first = text[start];
  if (first === '"' || first === "'") return skipString(text, start);
  if (first === "[" || first === "{") return skipBrackets(text, start);
  const end = skip(text, start, /[^\r\n#]*/y);
  return start + text.slice(start, end).trimEnd().length;
}

function skipBrackets(text: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const sign = text[at];
    if (sign === '"' || sign === "'") {
      at = skipString(text, at);
      continue;
    }
    if (sign === "#") {
      at = endOfLine(text, at);
      continue;
    }
    if (sign === "[" || sign === "{") depth += 1;
    if (sign === "]" || sign === "}") depth -= 1;
    at += 1;
    if (depth === 0) return at;
  }
  return at;
}

/** `at` stands on a quotation mark; answers the offset behind the one that ends the string. */
function skipString(text: string, at: number): number {
  const mark = text[at] ?? '"';
  const long = mark.repeat(3);
  const isLong = text.startsWith(long, at);
  const end = isLong ? long : mark;
  let next = at + end.length;
  while (next < text.length && !text.startsWith(end, next)) {
    next += mark === '"' && text[next] === "\\" ? 2 : 1;
  }
  // A long string may end with one or two marks of its own before the three.
  while (isLong && text[next + 3] === mark) next += 1;
  return Math.min(next + end.length, text.length);
}

/** The offset of the line's end, not counting what ends it. */
function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end === -1 ? text.length : end;
}

/** The offset behind the signs that a sticky expression takes from there on; it may take none. */
function skip(text: string, from: number, signs: RegExp): number {
  signs.lastIndex = from;
  signs.test(text);
  return Math.max(signs.lastIndex, from);
}

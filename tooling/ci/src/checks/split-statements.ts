const tokens =
  /--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$|'(?:[^']|'')*'|"(?:[^"]|"")*"|;|[^-/$'";]+|[-/$'"]/g;

/**
 * The statements of an SQL text, each in one line of lower case: without comments, without what stands between quotes of a
 * text or a function's body, and with names bare of quotes and of the schema `public`.
 */
export function splitStatements(sql: string): string[] {
  const statements = [""];
  for (const [token] of sql.matchAll(tokens)) {
    if (token === ";") statements.push("");
    else statements.push(`${statements.pop()}${plain(token)}`);
  }
  return statements
    .map((statement) => statement.replaceAll(/\s+/g, " ").replaceAll("public.", "").trim())
    .filter((statement) => statement !== "");
}

/** The parts of a list that its outermost commas divide. */
export function splitList(text: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const char of text) {
    depth += char === "(" ? 1 : char === ")" ? -1 : 0;
    if (char === "," && depth === 0) parts.push("");
    else parts.push(`${parts.pop()}${char}`);
  }
  return parts.map((part) => part.trim());
}

function plain(token: string): string {
  if (/^(--|\/\*)/.test(token)) return " ";
  if (/^(\$\w*\$|')/.test(token)) return "''";
  if (token.startsWith('"') && token.length > 1) return token.slice(1, -1).toLowerCase();
  return token.toLowerCase();
}

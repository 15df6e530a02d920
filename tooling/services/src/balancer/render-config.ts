/** What a run makes of a line, or of several like it in a row, of an operator's file. */
export type Rule = {
  line: RegExp;
  /** In their place, indented as the first of them; none takes them out. */
  becomes: string[];
};

const marked = /#.*\bCHANGE\b/;

/**
 * Changes an operator's file as its marks ask. Rules are in the order of the file, and each changes the next lines that
 * it fits. Throws when the file has no line for a rule, or a marked line that no rule changes: then the two have parted.
 */
export function renderConfig(text: string, rules: Rule[]): string {
  // What the head of the file says about marks is none itself.
  const [head = "", ...lines] = text.split("\n");
  const rendered = [head];
  let at = 0;
  const keepUntil = (end: number) => {
    for (const line of lines.slice(at, end)) {
      if (marked.test(line)) throw new Error(`no rule changes the marked line:${line}`);
      rendered.push(line);
    }
    at = end;
  };
  for (const { line, becomes } of rules) {
    const first = lines.findIndex((one, index) => index >= at && line.test(one));
    if (first === -1) throw new Error(`the file has no line like ${line} here`);
    keepUntil(first);
    const indent = /^\s*/.exec(lines[first] ?? "")?.[0] ?? "";
    rendered.push(...becomes.map((one) => `${indent}${one}`));
    while (line.test(lines[at] ?? "")) at += 1;
  }
  keepUntil(lines.length);
  return rendered.join("\n");
}

import type { SourceFile } from "../checkout.ts";

/** What a page may name: as the generated pages and the root's scripts have it. */
export interface KnownNames {
  readonly variables: ReadonlySet<string>;
  readonly codes: ReadonlySet<string>;
  readonly metrics: ReadonlySet<string>;
  readonly scripts: ReadonlySet<string>;
}

const spanOrFence = /^\s*```[\s\S]*?^\s*```|`[^`\n]+`/gm;
const variable = /\b(?:HOMEPORT_[A-Z0-9_]+|DATABASE_(?:DIRECT_)?URL|REDIS_URL)\b/g;
const code = /^`([A-Z]{2,}(?:_[A-Z]+)+)`$/;
const metric = /\bhomeport_[a-z0-9_]+/g;
const script = /\bpnpm ([a-z][a-z:-]*)/g;
/** Begins as metrics do, and is the cookie of operators' keys. */
const cookie = "homeport_operator";
/** `pnpm` itself does these. */
const ownCommands = new Set(["install", "exec"]);

/**
 * Names in the code spans and commands of a page that nothing has: a variable that no process reads, a code that nobody
 * answers, a metric that nobody counts, a script that there is not.
 */
export function findFalseClaims(pages: readonly SourceFile[], known: KnownNames): string[] {
  return pages.flatMap(({ path, text }) => {
    const said = [...text.matchAll(spanOrFence)].map(([part]) => part);
    const unknown = said.flatMap((part) => unknownIn(part, known));
    return [...new Set(unknown)].map((what) => `${path}: ${what}`);
  });
}

function unknownIn(part: string, known: KnownNames): string[] {
  const all = (pattern: RegExp, at = 0) =>
    [...part.matchAll(pattern)].map((found) => found[at] ?? "");
  const named = code.exec(part)?.[1];
  const isVariable = named !== undefined && all(variable).length > 0;
  return [
    ...all(variable)
      .filter((name) => !known.variables.has(name))
      .map((name) => `no process reads ${name}`),
    ...(named === undefined || isVariable || known.codes.has(named)
      ? []
      : [`nobody answers with ${named}`]),
    ...all(metric)
      .map((name) => name.replace(/_(?:bucket|sum|count)$/, ""))
      .filter((name) => name !== cookie && !known.metrics.has(name))
      .map((name) => `nobody counts ${name}`),
    ...all(script, 1)
      .filter((name) => !ownCommands.has(name) && !known.scripts.has(name))
      .map((name) => `pnpm ${name} is no script`),
  ];
}

/** Reads the names from the generated pages, which a check of their own keeps as the code is. */
export function readKnownNames(read: (path: string) => string): KnownNames {
  const namesIn = (path: string, pattern: RegExp) =>
    new Set([...read(path).matchAll(pattern)].map(([, name = ""]) => name));
  const { scripts }: { scripts: object } = JSON.parse(read("package.json"));
  const variables = namesIn("docs/configuration.md", /`([A-Z]+_[A-Z0-9_]+)`/g);
  return {
    variables,
    codes: namesIn("docs/failure-modes.md", /^\| `([A-Z_]+)` \|/gm),
    metrics: namesIn("docs/metrics.md", /`(homeport_[a-z0-9_]+)`/g),
    scripts: new Set(Object.keys(scripts)),
  };
}

/** What a remote made of a push. */
export type PushOutcome =
  | { readonly is: "pushed" }
  /** Somebody else was faster: the branch has commits that this one does not follow. */
  | { readonly is: "behind" }
  /** The remote has rules of its own; what it says of them. */
  | { readonly is: "refused"; readonly said: string };

const mostSaidChars = 500;

/** Two that push at once meet at the remote's lock; the slower one of them has to look again. */
const races = /cannot lock ref|failed to update ref|incorrect old value|reference already exists/;

/** Reads `push --porcelain` for one ref: `<flag>`, a tab, `<from>:<to>`, a tab, `<summary>`. Null where it says nothing of a ref. */
export function readPush(output: string, words: string): PushOutcome | null {
  const line = output.split("\n").find((one) => /^[ +*=!-]\t/.test(one));
  if (line === undefined) return null;
  if (!line.startsWith("!")) return { is: "pushed" };
  const summary = line.split("\t")[2] ?? "";
  if (summary.startsWith("[rejected]") || races.test(summary)) return { is: "behind" };
  const remote = words
    .split("\n")
    .flatMap((one) => /^remote: ?(.*\S)\s*$/.exec(one)?.[1] ?? [])
    .join("\n");
  return {
    is: "refused",
    said: [remote, summary].filter(Boolean).join("\n").slice(0, mostSaidChars),
  };
}

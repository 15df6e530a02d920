/** What a commit says of itself. Ids are full hexadecimal object ids. */
export interface CommitFacts {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly committedAt: Date;
}

/** Reads a commit object: lines of a word and a value, and after an empty one the message. Null for what is no commit. */
export function readCommitFacts(object: Buffer): CommitFacts | null {
  const [head = ""] = object.toString("latin1").split("\n\n", 1);
  let tree: string | undefined;
  let seconds: string | undefined;
  const parents: string[] = [];
  for (const line of head.split("\n")) {
    const [word, value = ""] = line.split(" ", 2);
    if (word === "tree") tree = value;
    if (word === "parent") parents.push(value);
    if (word === "committer") seconds = /> (\d+) [+-]\d{4}$/.exec(line)?.[1];
  }
  if (tree === undefined || seconds === undefined) return null;
  return { tree, parents, committedAt: new Date(Number(seconds) * 1000) };
}

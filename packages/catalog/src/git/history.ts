/** A commit on the line of first parents, and the paths that it touched. */
export interface Touch {
  readonly at: Date;
  readonly paths: readonly string[];
}

/**
 * Reads `log --name-only -z --format=%x01%ct`: for each commit a byte 1, the committer's time in seconds and a zero byte, then
 * its paths, the first one behind a line end, each with a zero byte. No path holds a byte 1 that is at its start: such a
 * name is refused by the grammar of paths, and would only take part in no record's dates.
 */
export function* readHistory(output: Buffer): Generator<Touch> {
  let at: Date | undefined;
  let paths: string[] = [];
  for (const part of output.toString("utf8").split("\0")) {
    if (part.startsWith("\u0001")) {
      if (at !== undefined) yield { at, paths };
      at = new Date(Number(part.slice(1)) * 1000);
      paths = [];
    } else if (part !== "") {
      paths.push(part.startsWith("\n") ? part.slice(1) : part);
    }
  }
  if (at !== undefined) yield { at, paths };
}

/** A file as a commit leaves it: bytes, an object that git has already, or gone. */
export type ImportedFile =
  | { readonly path: string; readonly is: "bytes"; readonly bytes: Uint8Array }
  | { readonly path: string; readonly is: "object"; readonly oid: string }
  | { readonly path: string; readonly is: "gone" };

export interface ImportedCommit {
  /** Author and committer. */
  readonly name: string;
  readonly address: string;
  readonly at: Date;
  readonly message: string;
  readonly files: readonly ImportedFile[];
}

/**
 * Writes commits that follow one another as `git fast-import` reads them, and asks for the id of each. Paths keep the grammar of records,
 * in which nothing has to be quoted.
 */
export function writeImportStream(
  ref: string,
  from: string,
  commits: readonly ImportedCommit[],
): Buffer {
  const parts: (string | Uint8Array)[] = [`reset ${ref}\nfrom ${from}\n\n`];
  const data = (bytes: Uint8Array) => parts.push(`data ${bytes.length}\n`, bytes, "\n");
  for (const [at, commit] of commits.entries()) {
    const person = `${commit.name} <${commit.address}> ${Math.floor(commit.at.getTime() / 1000)} +0000`;
    parts.push(`commit ${ref}\nmark :${at + 1}\nauthor ${person}\ncommitter ${person}\n`);
    data(Buffer.from(commit.message));
    // Names first go, and then come: a renamed folder may hold the same ones.
    for (const file of commit.files) if (file.is === "gone") parts.push(`D ${file.path}\n`);
    for (const file of commit.files) {
      if (file.is === "object") parts.push(`M 100644 ${file.oid} ${file.path}\n`);
      if (file.is === "bytes") {
        parts.push(`M 100644 inline ${file.path}\n`);
        data(file.bytes);
      }
    }
    parts.push(`\nget-mark :${at + 1}\n`);
  }
  parts.push("done\n");
  return Buffer.concat(parts.map((part) => Buffer.from(part)));
}

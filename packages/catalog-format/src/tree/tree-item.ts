/** One line of what git lists of a tree. */
export interface TreeItem {
  /** From the root of the repository, with `/` between names. */
  readonly path: string;
  readonly mode: "file" | "symlink" | "submodule";
  /** Of the content; whoever has no git gives any name that follows the content. */
  readonly oid: string;
  readonly sizeBytes: number;
}

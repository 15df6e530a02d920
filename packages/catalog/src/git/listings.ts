import type { TreeItem } from "@homeport/catalog-format";

/** Modes as git writes them; whatever is none of these is a plain file. */
const modes: Readonly<Record<string, TreeItem["mode"]>> = {
  "120000": "symlink",
  "160000": "submodule",
};

/** Reads `ls-tree -r -z -l`: `<mode> <type> <oid> <size>`, a tab, the path, a zero byte. A submodule has no size. */
export function readTreeItems(output: Buffer): TreeItem[] {
  return entriesOf(output).map((entry) => {
    const tab = entry.indexOf("\t");
    const [mode = "", , oid = "", size = ""] = entry.slice(0, tab).split(/ +/);
    return {
      path: entry.slice(tab + 1),
      mode: modes[mode] ?? "file",
      oid,
      sizeBytes: size === "-" ? 0 : Number(size),
    };
  });
}

/** Reads `diff-tree -r -z --raw --no-renames`: `:<modes> <oids> <status>`, a zero byte, the path, a zero byte. */
export function readChangedPaths(output: Buffer): string[] {
  return entriesOf(output).filter((_, index) => index % 2 === 1);
}

function entriesOf(output: Buffer): string[] {
  return output.toString("utf8").split("\0").slice(0, -1);
}

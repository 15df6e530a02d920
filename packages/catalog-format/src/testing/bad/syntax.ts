import {
  app,
  type BadTree,
  composeFile,
  folder,
  releaseFile,
  withFiles,
  withMore,
} from "./bad-tree.ts";

const bytes = (...values: number[]) => Uint8Array.from(values);
const texts = [
  "catalog.toml",
  "categories/writing.toml",
  "maintainers/ada.toml",
  "slug-history/old-notes.toml",
  app,
  releaseFile,
  `${folder}/description.md`,
  composeFile,
];
const records = texts.filter((path) => path.endsWith(".toml"));

/** What keeps a file from being read. */
export const badTexts: readonly BadTree[] = [
  ...texts.map((path) => ({
    name: `bytes that are not UTF-8 in ${path}`,
    tree: withFiles({ [path]: bytes(0x61, 0xc3, 0x28) }),
    path,
    rule: "file/utf8" as const,
  })),
  ...texts.map((path) => ({
    name: `a NUL byte in ${path}`,
    tree: withFiles({ [path]: bytes(0x61, 0, 0x62) }),
    path,
    rule: "file/nul" as const,
  })),
  ...records.map((path) => ({
    name: `no TOML in ${path}`,
    tree: withFiles({ [path]: "this is = = nothing\n" }),
    path,
    rule: "toml/syntax" as const,
  })),
  ...[
    'name = "again"',
    "open = [1,",
    'text = "never ends',
    "text = '''never ends",
    "x = 99999999999999999999",
    `deep = ${"[".repeat(500)}${"]".repeat(500)}`,
    `deep = ${"{a=".repeat(40)}1${"}".repeat(40)}`,
    `${Array.from({ length: 30 }, () => "a").join(".")} = 1`,
    "__proto__ = 1",
    '"constructor" = 1',
    "prototype.x = 1",
    "[__proto__]\npolluted = true",
    "x = {__proto__ = 1}",
    "x = [{constructor = 1}]",
    "x = 2026-13-45",
    "\ufeff\ufeffx = 1",
    "= 1",
    "[a\nb = 1",
    "a = 1 b = 2",
    'e = "\\q"',
  ].map((more) => ({
    name: `the line ${more}`,
    tree: withMore("categories/writing.toml", more),
    path: "categories/writing.toml",
    rule: "toml/syntax" as const,
  })),
];

import { goodApp, goodIcon, goodRelease } from "../good-tree.ts";
import { app, type BadTree, folder, icon, releaseFile, withFiles } from "./bad-tree.ts";

const many = (count: number, nameOf: (at: number) => string, text: string) =>
  withFiles(Object.fromEntries(Array.from({ length: count }, (_, at) => [nameOf(at), text])));
const link = { mode: "symlink" } as const;
const repository = { mode: "submodule" } as const;
const big = (bytes: number) => "#".repeat(bytes);
const category = 'name = "More"\norder = 20\n';

/** What is wrong before any file is read. */
export const badListings: readonly BadTree[] = [
  ...[
    "categories/link.toml",
    "maintainers/link.toml",
    "slug-history/link.toml",
    `${folder}/link`,
    `${folder}/assets/more.png`,
    `${folder}/releases/2.0.0.toml`,
    "apps",
    "apps/no",
    "catalog.toml",
    "categories",
  ].map((path) => ({
    name: `a link at ${path}`,
    tree: withFiles({ [path]: link }),
    path,
    rule: "tree/symlink" as const,
  })),
  ...["apps/no/other", "categories/other", "maintainers", `${folder}/assets`].map((path) => ({
    name: `a submodule at ${path}`,
    tree: withFiles({ [path]: repository }),
    path,
    rule: "tree/submodule" as const,
  })),
  ...[
    [`${folder}/releases/1.0.0-RC.toml`, `${folder}/releases/1.0.0-rc.toml`],
    ["apps/no/Notes/app.toml", null],
    ["Apps/no/notes/app.toml", null],
    ["APPS/no/notes/app.toml", null],
    ["categories/Writing.toml", null],
    ["Categories/other.toml", null],
    ["Catalog.toml", null],
    [`${folder}/Assets/icon.svg`, null],
    [`${folder}/APP.toml`, null],
    ["categories/caf\u00e9.toml", "categories/cafe\u0301.toml"],
  ].map(([path, twin]) => ({
    name: `twins of ${path}`,
    tree: withFiles({ [path ?? ""]: category, ...(twin ? { [twin]: category } : {}) }),
    path: twin?.includes("\u0301") ? twin : (path ?? ""),
    rule: "tree/case-collision" as const,
  })),
  {
    name: "too many categories",
    tree: many(2_001, (at) => `categories/more-${at}.toml`, category),
    path: "categories",
    rule: "tree/width",
  },
  {
    name: "too many releases",
    tree: many(2_001, (at) => `${folder}/releases/2.${at}.toml`, goodRelease),
    path: `${folder}/releases`,
    rule: "tree/width",
  },
  {
    name: "too many entries under two letters",
    tree: many(2_001, (at) => `apps/ab/ab-${at}/app.toml`, goodApp),
    path: "apps/ab",
    rule: "tree/width",
  },
  {
    name: "an entry of more bytes than all that counts can have",
    tree: many(33, (at) => `${folder}/assets/shot-${at}.png`, big(524_288)),
    path: folder,
    rule: "tree/size",
  },
  ...[
    "apps/notes/app.toml",
    `${folder}/readme.md`,
    `${folder}/compose.yaml`,
    `${folder}/releases/1.0.0.json`,
    `${folder}/releases/old/1.0.0.toml`,
    `${folder}/releases/.1.toml`,
    `${folder}/releases/1 0.toml`,
    `${folder}/assets/icon.gif`,
    `${folder}/assets/Logo.svg`,
    `${folder}/assets/a_b.svg`,
    `${folder}/assets/${"a".repeat(41)}.svg`,
    "apps/no/notes-/app.toml",
    "apps/-n/-notes/app.toml",
    `apps/aa/${"a".repeat(49)}/app.toml`,
    "apps/n/n/app.toml",
    "categories/a.toml",
    "categories/writing.yaml",
    "categories/sub/writing.toml",
    "maintainers/ada",
    "slug-history/UPPER.toml",
    "apps/loose.toml",
    "categories/name with space.toml",
    "categories/\u202e.toml",
  ].map((path) => ({
    name: `a stray ${path}`,
    tree: withFiles({ [path]: "x = 1\n" }),
    path,
    rule: "path/grammar" as const,
  })),
  ...["apps/xx/notes/app.toml", "apps/no/other/app.toml", "apps/notes/notes/app.toml"].map(
    (path) => ({
      name: `an entry in the wrong folder at ${path}`,
      tree: withFiles({ [path]: goodApp }),
      path,
      rule: "path/shard" as const,
    }),
  ),
  ...(
    [
      ["catalog.toml", 65_537],
      ["categories/writing.toml", 65_537],
      ["maintainers/ada.toml", 65_537],
      [app, 65_537],
      [releaseFile, 65_537],
      [`${folder}/description.md`, 65_537],
      [`${folder}/compose.yml`, 65_537],
      [`${folder}/assets/shot.png`, 524_289],
      [`${folder}/assets/huge.svg`, 5_000_000],
    ] as const
  ).map(([path, bytes]) => ({
    name: `${bytes} bytes in ${path}`,
    tree: withFiles({ [path]: big(bytes) }),
    path,
    rule: "file/size" as const,
  })),
  {
    name: "an icon as large as a screenshot",
    tree: withFiles({ [icon]: goodIcon.replace("<circle", `<!--${big(65_536)}--><circle`) }),
    path: icon,
    rule: "file/size",
  },
];

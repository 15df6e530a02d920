import { assetForm, slugForm, versionForm } from "../records/fields.ts";

export const recordKinds = ["store", "category", "maintainer", "redirect", "entry"] as const;
export type RecordKind = (typeof recordKinds)[number];

/** What a file is to its record. */
export type FilePart =
  | { readonly part: "record" }
  | { readonly part: "description" }
  | { readonly part: "compose" }
  | { readonly part: "release"; readonly version: string }
  | { readonly part: "asset"; readonly name: string };

export type DataPath =
  /** A file of a record. `key` is its slug, and `store` for the one store. */
  | ({ readonly is: "file"; readonly kind: RecordKind; readonly key: string } & FilePart)
  /** Nothing of ours: it is neither loaded nor complained about. */
  | { readonly is: "foreign" }
  /** Lies among the records and is none. */
  | { readonly is: "stray" }
  /** A file of an entry in the wrong folder of two letters. */
  | { readonly is: "misplaced"; readonly slug: string };

const dataFolders = new Set(["apps", "categories", "maintainers", "slug-history"]);
const flatFolders: Readonly<Record<string, RecordKind>> = {
  categories: "category",
  maintainers: "maintainer",
  "slug-history": "redirect",
};

/** Says which record a path of a data repository belongs to. */
export function parsePath(path: string): DataPath {
  if (path === "catalog.toml") return { is: "file", kind: "store", key: "store", part: "record" };
  const [folder = "", ...rest] = path.split("/");
  if (!dataFolders.has(foldPath(folder)) && foldPath(path) !== "catalog.toml") {
    return { is: "foreign" };
  }
  const kind = Object.hasOwn(flatFolders, folder) ? flatFolders[folder] : undefined;
  if (kind !== undefined) {
    const slug = withoutEnd(rest.join("/"), ".toml");
    const isSlug = slug !== null && slugForm.test(slug);
    return isSlug ? { is: "file", kind, key: slug, part: "record" } : { is: "stray" };
  }
  return folder === "apps" ? parseEntryPath(rest) : { is: "stray" };
}

function parseEntryPath([shard, slug, ...rest]: readonly string[]): DataPath {
  if (shard === undefined || slug === undefined || !slugForm.test(slug)) return { is: "stray" };
  const part = parsePart(rest);
  if (part === null) return { is: "stray" };
  if (shard !== slug.slice(0, 2)) return { is: "misplaced", slug };
  return { is: "file", kind: "entry", key: slug, ...part };
}

function parsePart([name = "", inner, ...more]: readonly string[]): FilePart | null {
  if (more.length > 0) return null;
  if (inner === undefined) {
    if (name === "app.toml") return { part: "record" };
    if (name === "description.md") return { part: "description" };
    return name === "compose.yml" ? { part: "compose" } : null;
  }
  if (name === "assets") return assetForm.test(inner) ? { part: "asset", name: inner } : null;
  const version = name === "releases" ? withoutEnd(inner, ".toml") : null;
  return version !== null && versionForm.test(version) ? { part: "release", version } : null;
}

function withoutEnd(text: string, end: string): string | null {
  return text.endsWith(end) ? text.slice(0, -end.length) : null;
}

/** The folder of an entry. */
export function entryFolder(slug: string): string {
  return `apps/${slug.slice(0, 2)}/${slug}`;
}

/** The file that is a record, or the main one of an entry. */
export function recordPath(kind: RecordKind, key: string): string {
  switch (kind) {
    case "store":
      return "catalog.toml";
    case "category":
      return `categories/${key}.toml`;
    case "maintainer":
      return `maintainers/${key}.toml`;
    case "redirect":
      return `slug-history/${key}.toml`;
    case "entry":
      return `${entryFolder(key)}/app.toml`;
  }
}

/** As a disk sees a path that takes names for one which differ in case, or in how they write an accent. */
export function foldPath(path: string): string {
  return path.normalize("NFC").toLowerCase().normalize("NFC");
}

/** The folders on the way to a path, from the outermost, and the path itself. */
export function pathPrefixes(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_part, at) => parts.slice(0, at + 1).join("/"));
}

import type { Category } from "../records/category.ts";
import type { Entry } from "../records/entry.ts";
import type { Maintainer } from "../records/maintainer.ts";
import type { Redirect } from "../records/redirect.ts";
import { newestRelease } from "../records/release-order.ts";
import type { Store } from "../records/store.ts";
import type { CatalogRecord, FullEntry } from "../tree/catalog-record.ts";

/** What lists, search and rules need of an entry; with every field at its longest it has less than 8 KiB as JSON. */
export interface LeanEntry {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly summary: string;
  readonly categories: readonly string[];
  readonly tags: readonly string[];
  readonly license: string;
  readonly maintainers: readonly string[];
  readonly status: Entry["status"];
  readonly replacedBy: string | null;
  readonly featured: boolean;
  readonly architectures: readonly string[];
  readonly requires: readonly string[];
  readonly provides: readonly string[];
  readonly permissions: readonly string[];
  readonly icon: { readonly sha256: string; readonly extension: string };
  /** Whether a host can run it from a template; else only an app that already runs can be taken in. */
  readonly hasTemplate: boolean;
  /** Whether it answers at a public address. */
  readonly hasAddress: boolean;
  readonly release: {
    readonly version: string;
    readonly date: string;
    readonly security: boolean;
  } | null;
}

export type LeanRecord =
  | { readonly kind: "store"; readonly key: string; readonly lean: Store }
  | { readonly kind: "category"; readonly key: string; readonly lean: Category }
  | { readonly kind: "maintainer"; readonly key: string; readonly lean: Maintainer }
  | { readonly kind: "redirect"; readonly key: string; readonly lean: Redirect }
  | { readonly kind: "entry"; readonly key: string; readonly lean: LeanEntry };

/** The small form of a record. */
export function leanOf(record: CatalogRecord): LeanRecord {
  switch (record.kind) {
    case "entry":
      return { kind: record.kind, key: record.key, lean: leanEntry(record.value) };
    case "store":
      return { kind: record.kind, key: record.key, lean: record.value };
    case "category":
      return { kind: record.kind, key: record.key, lean: record.value };
    case "maintainer":
      return { kind: record.kind, key: record.key, lean: record.value };
    case "redirect":
      return { kind: record.kind, key: record.key, lean: record.value };
  }
}

function leanEntry({ entry, compose, releases, assets }: FullEntry): LeanEntry {
  const { id, slug, name, summary, categories, tags, license, maintainers, status } = entry;
  const icon = assets.find((asset) => asset.name === entry.icon);
  const release = newestRelease(releases);
  return {
    ...{ id, slug, name, summary, categories, tags, license, maintainers, status },
    replacedBy: entry.replacedBy ?? null,
    featured: entry.featured ?? false,
    architectures: entry.architectures,
    requires: entry.requires ?? [],
    provides: entry.provides ?? [],
    permissions: entry.permissions ?? [],
    icon: { sha256: icon?.sha256 ?? "", extension: entry.icon.split(".").at(-1) ?? "" },
    hasTemplate: compose !== null,
    hasAddress: entry.entrypoints.some(({ primary }) => primary === true),
    release: release && {
      version: release.version,
      date: release.date,
      security: release.security ?? false,
    },
  };
}

import type { CatalogEntry, SnapshotRecord } from "../snapshot/snapshot.ts";

/** As many different texts, and lists of them, are kept to be shared; what comes after these is kept by its entry alone. */
const keptMost = 5_000;

/**
 * Makes records whose entries share what is equal among them: tags, licenses, lists of categories and architectures, empty lists. That
 * is a quarter of what a catalog keeps. An entry is written out field by field, so that it lies in one piece of memory.
 */
export function createValueShare(): (record: SnapshotRecord) => SnapshotRecord {
  const texts = new Map<string, string>();
  const lists = new Map<string, readonly string[]>();
  const empty: readonly string[] = [];

  const shareText = (text: string) => shareIn(texts, text, () => text);
  const ownList = (list: readonly string[]) => (list.length === 0 ? empty : list.map(shareText));
  // Values of these lists hold no blank.
  const shareList = (list: readonly string[]) =>
    list.length === 0 ? empty : shareIn(lists, list.join(" "), () => ownList(list));

  function shareEntry(entry: CatalogEntry): CatalogEntry {
    const { addedAt, changedAt, icon, release } = entry;
    return {
      id: entry.id,
      slug: entry.slug,
      name: entry.name,
      summary: entry.summary,
      categories: shareList(entry.categories),
      tags: ownList(entry.tags),
      license: shareText(entry.license),
      maintainers: shareList(entry.maintainers),
      status: entry.status,
      replacedBy: entry.replacedBy,
      featured: entry.featured,
      architectures: shareList(entry.architectures),
      requires: shareList(entry.requires),
      provides: shareList(entry.provides),
      permissions: shareList(entry.permissions),
      icon: { sha256: icon.sha256, extension: shareText(icon.extension) },
      hasTemplate: entry.hasTemplate,
      hasAddress: entry.hasAddress,
      release,
      addedAt,
      changedAt: changedAt === addedAt ? addedAt : changedAt,
      versionId: entry.versionId,
      screenshots: ownList(entry.screenshots),
    };
  }

  return (record) =>
    record.kind === "entry" ? { ...record, lean: shareEntry(record.lean) } : record;
}

function shareIn<V>(kept: Map<string, V>, key: string, make: () => V): V {
  const known = kept.get(key);
  if (known !== undefined) return known;
  const made = make();
  if (kept.size < keptMost) kept.set(key, made);
  return made;
}

import type { CatalogRecord } from "./catalog-record.ts";
import { type CatalogState, createCatalogState } from "./catalog-state.ts";
import { openValidation, type TreeChange, type TreeVerdict } from "./open-validation.ts";
import type { ReadFile } from "./read-record-files.ts";
import type { TreeItem } from "./tree-item.ts";

/** A tree, or what is different in it, with a way to what its files hold. */
export interface ValidateOptions {
  readonly read: ReadFile;
  /** Is handed each record as it is read; nothing here keeps it. */
  readonly onRecord?: (record: CatalogRecord) => void;
}

/** Judges a whole tree. The console's checks, the CLI and the syncer all ask this, and so find the same. */
export function validateTree(items: Iterable<TreeItem>, options: ValidateOptions): TreeVerdict {
  return validateChange(createCatalogState(), { items, removed: [] }, options);
}

/** Judges what a change would make of an accepted state, at a cost that follows the change. */
export function validateChange(
  accepted: CatalogState,
  change: TreeChange,
  { read, onRecord }: ValidateOptions,
): TreeVerdict {
  const validation = openValidation(accepted, change);
  for (const record of validation.isHopeless ? [] : validation.records) {
    const found = validation.add(record, read);
    if (found !== null) onRecord?.(found);
  }
  return validation.finish();
}

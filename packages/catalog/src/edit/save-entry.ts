import type { Problem } from "@homeport/catalog-format";
import { CatalogError } from "../errors.ts";
import type { OperationFile } from "../operations/operation.ts";
import type { VersionFiles } from "../reader/store.ts";
import type { EditContext } from "./context.ts";
import { isInFolder, readCurrentFiles } from "./current-files.ts";
import type { SaveEntryInput } from "./edit-input.ts";
import { type JudgedEdit, judgeEdit } from "./judge-edit.ts";
import { patchFiles } from "./patch-files.ts";
import {
  findSubmitted,
  followEdit,
  requireWritable,
  type SubmittedEdit,
  submitEdit,
} from "./submit.ts";

/**
 * Has a new entry, or a change of one, committed. Its files lie in the entry's own folder, and pass the rules of whoever writes records;
 * each is based on an object that is looked for when it is committed. Throws what `submitEdit` and `requireWritable` throw,
 * CATALOG_EDIT_INVALID, CATALOG_ENTRY_NOT_FOUND, and CATALOG_CONFLICT for a new entry that is there already.
 */
export async function saveEntry(ctx: EditContext, input: SaveEntryInput): Promise<SubmittedEdit> {
  const { slug, requestId, isNew, reason = null } = input;
  const action = isNew ? "create" : "update";
  const before = await findSubmitted(ctx, { requestId, action, slug });
  if (before !== null) return followEdit(ctx, before.id);
  const { generation } = await requireWritable(ctx);
  const current = await readCurrentFiles(ctx.db.orm, "entry", slug);
  if (isNew && current !== null) throw alreadyThere();
  if (!isNew && current === null) throw new CatalogError("CATALOG_ENTRY_NOT_FOUND");
  const files = filesOf(input, current ?? {});
  const judged = await judgeEdit(ctx, current ?? {}, files);
  if (!judged.isAcceptable) throw invalid(judged);
  const entryId = entryIdOf(judged, slug);
  return submitEdit(ctx, { requestId, action, slug, entryId, reason, files }, generation);
}

function filesOf(input: SaveEntryInput, current: VersionFiles): readonly OperationFile[] {
  const { slug, changes, isNew } = input;
  const patched = patchFiles(slug, current, input.files, changes);
  if (patched.refused !== null) {
    const { key, reason } = patched.refused;
    throw refuse(`The form cannot change ${key}: it ${reason}.`);
  }
  const files = patched.files.filter((file) => !isUnchanged(file, current));
  if (files.length === 0) throw refuse("Nothing is different from what is served.");
  if (new Set(files.map(({ path }) => path)).size < files.length) {
    throw refuse("One file is named twice.");
  }
  const outside = files.find(({ path }) => !isInFolder(path, slug));
  if (outside !== undefined) throw refuse(`${outside.path} is no file of this entry.`);
  if (isNew && files.some(({ expectedOid }) => expectedOid !== null)) {
    throw refuse("A new entry has no files yet.");
  }
  return files;
}

function isUnchanged({ path, content, expectedOid }: OperationFile, current: VersionFiles) {
  const served = current[path];
  if (served === undefined) return content === null && expectedOid === null;
  return "text" in served && served.text === content && served.oid === expectedOid;
}

/** The id of the entry that an edit leaves. */
export function entryIdOf({ records }: JudgedEdit, slug: string): string | null {
  const record = records.find(({ kind, key }) => kind === "entry" && key === slug);
  return record?.kind === "entry" ? record.value.entry.id : null;
}

export function refuse(publicMessage: string): CatalogError {
  return new CatalogError("CATALOG_EDIT_INVALID", { publicMessage });
}

/** Says what is wrong first; the rest is asked for by `checkEntry`. */
export function invalid({ problems }: JudgedEdit): CatalogError {
  const [first] = problems.filter(({ weight }) => weight !== "warning");
  return new CatalogError("CATALOG_EDIT_INVALID", {
    facts: { problemCount: problems.length },
    ...(first === undefined
      ? {}
      : { publicMessage: `The catalog would have a problem: ${said(first)}.` }),
  });
}

function said({ path, line, message }: Problem): string {
  return `${path}${line === null ? "" : `:${line}`} ${message}`;
}

function alreadyThere(): CatalogError {
  return new CatalogError("CATALOG_CONFLICT", {
    publicMessage: "The catalog has an entry of this name already.",
  });
}

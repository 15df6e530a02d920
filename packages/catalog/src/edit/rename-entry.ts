import { entryFolder, patchToml, recordPath } from "@homeport/catalog-format";
import { CatalogError } from "../errors.ts";
import type { OperationFile } from "../operations/operation.ts";
import type { VersionFiles } from "../reader/store.ts";
import type { EditContext } from "./context.ts";
import { appPath, readCurrentFiles } from "./current-files.ts";
import type { RenameEntryInput } from "./edit-input.ts";
import { judgeEdit } from "./judge-edit.ts";
import { entryIdOf, invalid, refuse } from "./save-entry.ts";
import {
  findSubmitted,
  followEdit,
  requireWritable,
  type SubmittedEdit,
  submitEdit,
} from "./submit.ts";

/**
 * Gives an entry another slug: its folder moves, its id stays, and a redirect leads from the old address to the new one, all in one commit.
 * Throws as `saveEntry` does.
 */
export async function renameEntry(
  ctx: EditContext,
  input: RenameEntryInput,
): Promise<SubmittedEdit> {
  const { slug, to, requestId, expectedOid, reason = null } = input;
  const action = "rename";
  const before = await findSubmitted(ctx, { requestId, action, slug });
  if (before !== null) return followEdit(ctx, before.id);
  const { generation } = await requireWritable(ctx);
  const { orm } = ctx.db;
  const current = await readCurrentFiles(orm, "entry", slug);
  if (current === null) throw new CatalogError("CATALOG_ENTRY_NOT_FOUND");
  if (to === slug || (await readCurrentFiles(orm, "entry", to)) !== null) {
    throw new CatalogError("CATALOG_CONFLICT", {
      publicMessage: "The catalog has an entry of this name already.",
    });
  }
  // A redirect that led away from the new slug would hide the entry that is there now.
  const stale = (await readCurrentFiles(orm, "redirect", to)) ?? {};
  const files = [
    ...moveFolder(current, { slug, to, expectedOid }),
    leadTo(slug, to, new Date(ctx.clock.nowMs())),
    ...Object.entries(stale).map(([path, { oid }]) => gone(path, oid)),
  ];
  const judged = await judgeEdit(ctx, { ...current, ...stale }, files);
  if (!judged.isAcceptable) throw invalid(judged);
  const entryId = entryIdOf(judged, to);
  return submitEdit(ctx, { requestId, action, slug, entryId, reason, files }, generation);
}

function moveFolder(
  current: VersionFiles,
  { slug, to, expectedOid }: { slug: string; to: string; expectedOid: string },
): OperationFile[] {
  const app = appPath(slug);
  return Object.entries(current).flatMap(([path, file]) => {
    const moved = `${entryFolder(to)}${path.slice(entryFolder(slug).length)}`;
    const at = { path: moved, expectedOid: null };
    if (path !== app || !("text" in file)) {
      return [gone(path, file.oid), { ...at, content: file.oid, encoding: "blob" as const }];
    }
    const patched = patchToml(file.text, [{ path: ["slug"], value: to }]);
    if (patched.text === null) throw refuse("The slug stands in the text in a way of its own.");
    return [gone(path, expectedOid), { ...at, content: patched.text, encoding: "utf8" as const }];
  });
}

function gone(path: string, expectedOid: string): OperationFile {
  return { path, expectedOid, content: null, encoding: "utf8" };
}

function leadTo(slug: string, to: string, at: Date): OperationFile {
  const movedAt = `${at.toISOString().slice(0, 19)}Z`;
  return {
    path: recordPath("redirect", slug),
    expectedOid: null,
    content: `to = ${JSON.stringify(to)}\nmovedAt = ${movedAt}\n`,
    encoding: "utf8",
  };
}

import { patchToml } from "@homeport/catalog-format";
import { CatalogError } from "../errors.ts";
import type { EditContext } from "./context.ts";
import { appPath, readCurrentFiles } from "./current-files.ts";
import type { RemoveEntryInput } from "./edit-input.ts";
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
 * Takes an entry out of the catalog's lists: it gets the status `removed`, and its folder stays, so that whoever has installed it finds
 * what it was. Throws as `saveEntry` does.
 */
export async function removeEntry(
  ctx: EditContext,
  input: RemoveEntryInput,
): Promise<SubmittedEdit> {
  const { slug, requestId, expectedOid, replacedBy, reason = null } = input;
  const action = "remove";
  const before = await findSubmitted(ctx, { requestId, action, slug });
  if (before !== null) return followEdit(ctx, before.id);
  const { generation } = await requireWritable(ctx);
  const current = await readCurrentFiles(ctx.db.orm, "entry", slug);
  const path = appPath(slug);
  const app = current?.[path];
  if (current === null || app === undefined || !("text" in app)) {
    throw new CatalogError("CATALOG_ENTRY_NOT_FOUND");
  }
  const patched = patchToml(app.text, [
    { path: ["status"], value: "removed" },
    ...(replacedBy === undefined ? [] : [{ path: ["replacedBy"], value: replacedBy }]),
  ]);
  if (patched.refused !== null) {
    throw refuse(`${patched.refused.key} ${patched.refused.reason}: change it in the text.`);
  }
  if (patched.text === app.text) throw refuse("The entry is removed already.");
  const files = [{ path, expectedOid, content: patched.text, encoding: "utf8" as const }];
  const judged = await judgeEdit(ctx, current, files);
  if (!judged.isAcceptable) throw invalid(judged);
  const entryId = entryIdOf(judged, slug);
  return submitEdit(ctx, { requestId, action, slug, entryId, reason, files }, generation);
}

import { readToml } from "@homeport/catalog-format";
import type { EditContext } from "./context.ts";
import { appPath, isInFolder, readCurrentFiles } from "./current-files.ts";
import type { CheckEntryInput } from "./edit-input.ts";
import { judgeEdit } from "./judge-edit.ts";
import { patchFiles } from "./patch-files.ts";

const problemsTold = 100;

/** What is wrong with an entry as it stands in the editor, and what its fields come to. Nothing is kept. */
export async function checkEntry(ctx: EditContext, input: CheckEntryInput) {
  const { slug, changes } = input;
  const current = (await readCurrentFiles(ctx.db.orm, "entry", slug)) ?? {};
  const patched = patchFiles(slug, current, input.files, changes);
  const files = patched.files ?? input.files;
  const judged = await judgeEdit(ctx, current, files);
  const path = appPath(slug);
  const served = current[path];
  const edited = files.find((file) => file.path === path)?.content;
  const appToml = edited ?? (served !== undefined && "text" in served ? served.text : "");
  return {
    /** A key that the form cannot change, and why; the text can. */
    refused: patched.refused,
    problems: judged.problems.slice(0, problemsTold),
    isAcceptable: judged.isAcceptable && files.every((file) => isInFolder(file.path, slug)),
    appToml,
    /** What app.toml says; null where it cannot be read. */
    fields: readToml(path, appToml.replace(/^\ufeff/, "")).value,
  };
}

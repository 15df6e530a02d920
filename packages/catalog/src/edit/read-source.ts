import { CatalogError } from "../errors.ts";
import { readSource } from "../store.ts";
import type { EditContext } from "./context.ts";
import { appPath, readCurrentFiles } from "./current-files.ts";

/** An entry as whoever edits it needs it: every file with the id that a change is based on. Drafts and removed ones, too. */
export async function readEntrySource(ctx: EditContext, { slug }: { readonly slug: string }) {
  const source = await readSource(ctx.db.orm);
  if (source === null) throw new CatalogError("CATALOG_NOT_CONFIGURED");
  const files = await readCurrentFiles(ctx.db.orm, "entry", slug);
  if (files === null) throw new CatalogError("CATALOG_ENTRY_NOT_FOUND");
  return {
    slug,
    appPath: appPath(slug),
    generation: source.acceptedGeneration,
    mode: source.mode,
    writes: ctx.writes,
    files: Object.entries(files).map(([path, file]) => ({
      path,
      oid: file.oid,
      text: "text" in file ? file.text : null,
      picture: "text" in file ? null : file.picture,
    })),
  };
}

import { type FieldChange, patchToml } from "@homeport/catalog-format";
import type { OperationFile } from "../operations/operation.ts";
import type { VersionFiles } from "../reader/store.ts";
import { appPath } from "./current-files.ts";

/** Files with the form's keys put into app.toml; or the key that has to be changed in the text itself, and why. */
export type PatchedFiles =
  | { readonly files: readonly OperationFile[]; readonly refused: null }
  | { readonly files: null; readonly refused: { readonly key: string; readonly reason: string } };

/** Puts changed keys into app.toml, as the editor has it or as it is served, and leaves every other line of it alone. */
export function patchFiles(
  slug: string,
  current: VersionFiles,
  files: readonly OperationFile[],
  changes: readonly FieldChange[],
): PatchedFiles {
  if (changes.length === 0) return { files, refused: null };
  const path = appPath(slug);
  const edited = files.find((file) => file.path === path);
  const served = current[path];
  const text = edited?.content ?? (served !== undefined && "text" in served ? served.text : "");
  const patched = patchToml(text, changes);
  if (patched.refused !== null) return { files: null, refused: patched.refused };
  const expectedOid = edited === undefined ? (served?.oid ?? null) : edited.expectedOid;
  const file = { path, expectedOid, content: patched.text, encoding: "utf8" } as const;
  return { files: [...files.filter((one) => one.path !== path), file], refused: null };
}

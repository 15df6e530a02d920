import {
  type CatalogRecord,
  type FileContent,
  type Problem,
  parsePath,
  validateChange,
} from "@homeport/catalog-format";
import { takeServed } from "../entries/served.ts";
import type { OperationFile } from "../operations/operation.ts";
import type { VersionFiles } from "../reader/store.ts";
import { changeAt, placesOf, withFiles } from "../write/tree-part.ts";
import type { EditContext } from "./context.ts";
import { contentOf, toTreePart } from "./current-files.ts";
import { stateOf } from "./served-state.ts";

/** What an edit would make of the catalog that is served here, by the rules of whoever writes records. */
export interface JudgedEdit {
  /** Those that keep the edit out, and warnings. */
  readonly problems: readonly Problem[];
  readonly isAcceptable: boolean;
  /** The records that it leaves. */
  readonly records: readonly CatalogRecord[];
}

/** As many hexadecimal digits as ids have here; which ones git gives does not matter to a rule. */
const idChars = 40;

/** Judges `files` on top of what is served of the records that they touch. */
export async function judgeEdit(
  deps: EditContext,
  current: VersionFiles,
  files: readonly OperationFile[],
): Promise<JudgedEdit> {
  const { snapshot } = await takeServed(deps);
  const strays = files.filter(({ path }) => parsePath(path).is !== "file");
  const fresh = new Map<string, Uint8Array>();
  const next = withFiles(toTreePart(current), files, { fresh, idChars });
  const byOid = new Map(Object.values(current).map((file) => [file.oid, file]));
  const read = (path: string): FileContent | null => {
    const oid = next.get(path)?.oid;
    if (oid === undefined) return null;
    const known = byOid.get(oid);
    return fresh.get(oid) ?? (known === undefined ? null : contentOf(known));
  };
  const places = placesOf([...files.map(({ path }) => path), ...next.keys()]);
  const records: CatalogRecord[] = [];
  const verdict = validateChange(stateOf(snapshot), changeAt(next, places), {
    read,
    onRecord: (record) => void records.push(record),
  });
  const { problems } = verdict;
  const isClean = problems.every(({ weight }) => weight === "warning");
  return { problems, isAcceptable: isClean && strays.length === 0, records };
}

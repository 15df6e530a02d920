import { type CatalogState, entryFolder, limits, recordName } from "@homeport/catalog-format";
import type { NewVersion } from "../generations/new-version.ts";
import type { ImportedFile } from "../git/import-stream.ts";
import type { Repository } from "../git/repository.ts";
import type { ConflictFile, OperationFile } from "../operations/operation.ts";
import type { Operation, OperationEnd } from "../operations/store.ts";
import {
  type Accepted,
  type JudgedChange,
  judgeChange,
  type ListedChange,
  readChange,
} from "../sync/judge-commit.ts";
import { bytesOf, changeAt, placesOf, type TreePart, withFiles } from "./tree-part.ts";

export interface PlannedCommit {
  readonly operation: Operation;
  readonly files: readonly ImportedFile[];
}

/** What is to be committed of some changes, one commit each, and what cannot be. */
export interface Plan {
  readonly commits: readonly PlannedCommit[];
  readonly ends: readonly OperationEnd[];
  /** What cannot be only because of commits of this plan: known to be so once those are in the branch, and not before. */
  readonly laterEnds: readonly OperationEnd[];
  /** What all commits together make of the mirror. */
  readonly versions: readonly NewVersion[];
  readonly removed: readonly string[];
  /** Takes back what planning has made of the accepted state: the commits will not be. */
  undo(): void;
}

const problemsKept = 20;
const mostTextChars = 128 * 1024;

/**
 * Judges changes one after another, each on what the ones before it leave. One is left out that is based on other files than the branch has,
 * or that would leave a catalog with problems; the others go on. On a tip that is bad itself only a change that puts it right can be first.
 * The accepted state is that of the last commit when it comes back.
 */
export async function planBatch(
  repository: Repository,
  accepted: Accepted,
  tip: string,
  operations: readonly Operation[],
  signal: AbortSignal,
): Promise<Plan> {
  const fresh = new Map<string, Uint8Array>();
  const read = async (oid: string) => Buffer.from(fresh.get(oid) ?? (await repository.read(oid)));
  const paths = operations.flatMap(({ files }) => files.map(({ path }) => path));
  const items = await repository.listTree(tip, [...new Set(placesOf(paths).values())]);
  let part: TreePart = new Map(items.map((item) => [item.path, item]));
  let pending = await pendingOf(repository, accepted, tip);
  const commits: PlannedCommit[] = [];
  const ends: OperationEnd[] = [];
  const laterEnds: OperationEnd[] = [];
  const refuse = (end: OperationEnd) => (commits.length === 0 ? ends : laterEnds).push(end);
  const result = collectRecords();
  const undos: (() => void)[] = [];
  for (const asked of operations) {
    const operation = withOldReleases(part, asked);
    const { files } = operation;
    const differing = findDiffering(part, operation);
    if (differing.length > 0) {
      refuse(conflicted(operation, await describeConflict(read, part, differing)));
      continue;
    }
    const next = withFiles(part, files, { fresh, idChars: tip.length });
    const places = placesOf(files.map(({ path }) => path));
    const change = joinChanges(pending, changeAt(next, places), places);
    const judged = await judgeChange(accepted.state, change, read, signal);
    if (!judged.verdict.isAcceptable) {
      refuse(refused(operation, judged, pending !== null));
      continue;
    }
    undos.push(rememberRecords(accepted.state, change));
    judged.verdict.accept();
    result.add(judged);
    commits.push({ operation, files: files.map(toImported) });
    part = next;
    pending = null;
  }
  return {
    commits,
    ends,
    laterEnds,
    ...result.all(),
    undo: () => {
      for (const undo of undos.toReversed()) undo();
    },
  };
}

/** What a tip that is not accepted has beyond what is. */
async function pendingOf(
  repository: Repository,
  accepted: Accepted,
  tip: string,
): Promise<ListedChange | null> {
  return tip === accepted.commit ? null : readChange(repository, accepted.commit, tip);
}

/**
 * Whoever renames an entry of more releases than are looked at has been shown the newest alone. The others move with them as they are.
 */
function withOldReleases(part: TreePart, operation: Operation): Operation {
  if (operation.action !== "rename") return operation;
  const { slug, files } = operation;
  const from = `${entryFolder(slug)}/releases/`;
  const releases = [...part.values()].filter(({ path }) => path.startsWith(from));
  if (releases.length <= limits.maxReleases) return operation;
  const app = files.find(({ path, content }) => path.endsWith("/app.toml") && content !== null);
  const named = new Set(files.map(({ path }) => path));
  const old = releases.filter(({ path }) => !named.has(path));
  const to = `${app?.path.slice(0, -"/app.toml".length)}/releases/`;
  const moved = old.flatMap(({ path, oid }): OperationFile[] => [
    { path, expectedOid: oid, content: null, encoding: "utf8" },
    { path: `${to}${path.slice(from.length)}`, expectedOid: null, content: oid, encoding: "blob" },
  ]);
  return { ...operation, files: [...files, ...moved] };
}

/** Files that are not what the change was based on. Whoever renames a folder has to have seen all of it. */
function findDiffering(part: TreePart, { action, slug, files }: Operation): OperationFile[] {
  const differing = files.filter(
    ({ path, expectedOid }) => (part.get(path)?.oid ?? null) !== expectedOid,
  );
  if (action !== "rename") return differing;
  const named = new Set(files.map(({ path }) => path));
  const folder = placesOf([`apps/${slug.slice(0, 2)}/${slug}/app.toml`]).get(
    recordName("entry", slug),
  );
  const unseen = [...part.keys()].filter(
    (path) => path.startsWith(`${folder}/`) && !named.has(path),
  );
  const unknown = { expectedOid: null, content: null, encoding: "utf8" } as const;
  return [...differing, ...unseen.map((path) => ({ ...unknown, path }))];
}

async function describeConflict(
  read: Repository["read"],
  part: TreePart,
  files: readonly OperationFile[],
): Promise<ConflictFile[]> {
  const described = files.map(async ({ path, expectedOid }) => {
    const current = part.get(path) ?? null;
    const isText = current !== null && !/\.(svg|png|webp|jpg)$/.test(path);
    const isSmall = isText && current.sizeBytes <= mostTextChars;
    const currentText = isSmall ? (await read(current.oid)).toString("utf8") : null;
    return { path, expectedOid, currentOid: current?.oid ?? null, currentText };
  });
  return Promise.all(described);
}

function conflicted({ id }: Operation, files: ConflictFile[]): OperationEnd {
  const refusal = { files, problems: [], said: null };
  return { id, state: "conflicted", errorCode: "CATALOG_CONFLICT", refusal };
}

function refused({ id }: Operation, { verdict }: JudgedChange, isTipBad: boolean): OperationEnd {
  const problems = verdict.problems
    .filter(({ weight }) => weight === "error")
    .slice(0, problemsKept)
    .map(({ path, rule, message, key, line, column }) => ({
      path,
      rule,
      message,
      key,
      line,
      column,
    }));
  const errorCode = isTipBad ? "CATALOG_TIP_REJECTED" : "CATALOG_EDIT_INVALID";
  return { id, state: "refused", errorCode, refusal: { files: [], problems, said: null } };
}

function toImported(file: OperationFile): ImportedFile {
  const { path, content, encoding } = file;
  if (content === null) return { path, is: "gone" };
  if (encoding === "blob") return { path, is: "object", oid: content };
  return { path, is: "bytes", bytes: bytesOf(file) };
}

/** What stood between the accepted commit and a bad tip, with the records of a change as that leaves them. */
function joinChanges(
  pending: ListedChange | null,
  change: ListedChange,
  places: ReadonlyMap<string, string>,
): ListedChange {
  if (pending === null) return change;
  const isTouched = (path: string) =>
    [...places.values()].some((place) => path === place || path.startsWith(`${place}/`));
  return {
    items: [...pending.items.filter(({ path }) => !isTouched(path)), ...change.items],
    removed: [...pending.removed.filter((name) => !places.has(name)), ...change.removed],
  };
}

/** Remembers what is known of records, so that it can be put back. */
function rememberRecords(state: CatalogState, { items, removed }: ListedChange): () => void {
  const names = new Set([...placesOf(items.map(({ path }) => path)).keys(), ...removed]);
  const before = [...names].map((name) => [name, state.get(name)] as const);
  return () => {
    for (const [name, facts] of before) {
      if (facts === null) state.remove(name);
      else state.put(facts);
    }
  };
}

function collectRecords() {
  const versions = new Map<string, NewVersion>();
  const removed = new Set<string>();
  return {
    add(judged: JudgedChange) {
      for (const name of judged.removed) {
        versions.delete(name);
        removed.add(name);
      }
      for (const version of judged.versions) {
        const name = recordName(version.kind, version.key);
        removed.delete(name);
        versions.set(name, version);
      }
    },
    all: () => ({ versions: [...versions.values()], removed: [...removed] }),
  };
}

import { createHash } from "node:crypto";
import {
  type CatalogRecord,
  type CatalogState,
  createCatalogState,
  entryFolder,
  foldPath,
  leanOf,
  openValidation,
  parsePath,
  type RecordFile,
  type RecordFiles,
  recordName,
  recordPath,
  type TreeChange,
  type TreeItem,
  type TreeVerdict,
} from "@homeport/catalog-format";
import type { NewAsset, NewVersion, VersionFile } from "../generations/new-version.ts";
import type { Repository } from "../git/repository.ts";
import { listTwins } from "./list-twins.ts";
import { type OnInvalid, type QuarantinedEntry, quarantine } from "./quarantine.ts";
import type { RecordDates } from "./record-dates.ts";

/** What a commit would make of the catalog. */
export interface Judgement {
  readonly commit: string;
  readonly verdict: TreeVerdict;
  /** Records that are new or differ, ready to be stored; complete only where the verdict is good. */
  readonly versions: readonly NewVersion[];
  /** Records of which nothing is left, as `recordName` says them. */
  readonly removed: readonly string[];
  /** Entries that keep their last good version, or stay away, because of what is wrong with them. */
  readonly quarantined: readonly QuarantinedEntry[];
}

/** What is judged against: the accepted commit and its records, or nothing where there is none yet. */
export interface Accepted {
  readonly commit: string;
  readonly state: CatalogState;
}

/**
 * Judges a commit's whole tree by what differs from the accepted one, and reads nothing else. Modes, counts and sizes are judged
 * before anything is read.
 */
export async function judgeCommit(
  { repository, onInvalid }: Judges,
  accepted: Accepted | null,
  commit: string,
  signal: AbortSignal,
): Promise<Judgement> {
  const change =
    accepted === null
      ? { items: await repository.listTree(commit), removed: [] }
      : await readChange(repository, accepted.commit, commit);
  const state = accepted?.state ?? createCatalogState();
  const judge = (some: ListedChange) => judgeChange(state, some, repository.read, signal);
  const judged = await judge(change);
  if (judged.verdict.isAcceptable || onInvalid === "reject") {
    return { commit, ...judged, quarantined: [] };
  }
  return { commit, ...(await quarantine(state, change, judged, judge)) };
}

/** What a commit is judged by, and what becomes of one with a bad entry. */
export interface Judges {
  readonly repository: Repository;
  readonly onInvalid: OnInvalid;
}

/** Judges what a change would make of an accepted state. `read` answers the bytes of an object. */
export async function judgeChange(
  state: CatalogState,
  change: ListedChange,
  read: Repository["read"],
  signal: AbortSignal,
): Promise<JudgedChange> {
  const validation = openValidation(state, change);
  const versions: NewVersion[] = [];
  if (!validation.isHopeless) {
    for (const files of validation.records) {
      signal.throwIfAborted();
      const contents = await readFiles(read, files);
      const record = validation.add(files, (path) => contents.get(path) ?? null);
      if (record !== null) versions.push(toVersion(record, files, { contents, read }));
    }
  }
  return { verdict: validation.finish(), versions, removed: change.removed };
}

export type JudgedChange = Pick<Judgement, "verdict" | "versions" | "removed">;

/** A change with all that is listed of it. */
export interface ListedChange extends TreeChange {
  readonly items: readonly TreeItem[];
}

/** What is different between the trees of two commits, with all files of each record of which one is. */
export async function readChange(
  repository: Repository,
  before: string,
  commit: string,
): Promise<ListedChange> {
  const touched = new Set<string>();
  const listed = new Set<string>();
  const strays: string[] = [];
  for (const path of await repository.changedPaths(before, commit)) {
    const place = parsePath(path);
    if (place.is === "foreign") continue;
    // What some disks take for one with it is looked at beside it, though nothing of it has changed.
    const twin = parsePath(foldPath(path));
    if (twin.is === "file") listed.add(placeOf(twin));
    if (place.is === "file") {
      touched.add(recordName(place.kind, place.key));
      listed.add(placeOf(place));
    } else {
      listed.add(path);
      strays.push(path);
    }
  }
  for (const path of await listTwins(repository, { before, commit }, strays)) {
    const place = parsePath(path);
    listed.add(place.is === "file" ? placeOf(place) : path);
  }
  const items = await repository.listTree(commit, [...listed]);
  const left = new Set<string>();
  for (const { path } of items) {
    const place = parsePath(path);
    if (place.is === "file") left.add(recordName(place.kind, place.key));
  }
  return { items, removed: [...touched].filter((name) => !left.has(name)) };
}

function placeOf({ kind, key }: Pick<RecordFiles, "kind" | "key">): string {
  return kind === "entry" ? entryFolder(key) : recordPath(kind, key);
}

/** Enough that the child that reads never waits for the next question. */
const readsAtOnce = 16;

async function readFiles(
  readObject: Repository["read"],
  { files }: RecordFiles,
): Promise<Map<string, Buffer>> {
  const contents = new Map<string, Buffer>();
  for (let at = 0; at < files.length; at += readsAtOnce) {
    const some = files.slice(at, at + readsAtOnce);
    const read = some.map(async ({ path, oid }) => [path, await readObject(oid)] as const);
    for (const [path, bytes] of await Promise.all(read)) contents.set(path, bytes);
  }
  return contents;
}

/** What the mirror keeps of a record and its files: no bytes of pictures, which `read` answers once more. */
export function toVersion(
  record: CatalogRecord,
  { files }: RecordFiles,
  {
    contents,
    read,
  }: {
    readonly contents: ReadonlyMap<string, Buffer>;
    readonly read: Repository["read"];
  },
): NewVersion {
  const { lean } = leanOf(record);
  const kept: Record<string, VersionFile> = {};
  const assets: NewAsset[] = [];
  const known = record.kind === "entry" ? record.value.assets : [];
  for (const { path, oid, is } of files) {
    const bytes = contents.get(path);
    if (bytes === undefined || isOldRelease(record, is)) continue;
    const asset = known.find((one) => path.endsWith(`/assets/${one.name}`));
    if (asset === undefined) {
      kept[path] = { oid, text: bytes.toString("utf8") };
    } else {
      const { sha256, mediaType, width, height } = asset;
      const picture = { sha256, mediaType, width, height };
      kept[path] = { oid, picture, sizeBytes: bytes.length };
      assets.push({ ...picture, read: () => read(oid) });
    }
  }
  const oids = files.map(({ path, oid }) => `${oid} ${path}`).sort();
  const digest = createHash("sha256").update(oids.join("\n")).digest("hex");
  return { kind: record.kind, key: record.key, lean, files: kept, digest, assets };
}

/** A release beyond those that are looked at stays in git alone. */
function isOldRelease(record: CatalogRecord, is: RecordFile["is"]): boolean {
  if (record.kind !== "entry" || is.part !== "release") return false;
  return !record.value.releases.some(({ version }) => version === is.version);
}

/** Puts the dates to the entries among these versions; the format knows none, and other kinds have none. */
export function dateVersions(
  versions: readonly NewVersion[],
  dates: ReadonlyMap<string, RecordDates>,
): NewVersion[] {
  return versions.map((version) => {
    const found = dates.get(recordName(version.kind, version.key));
    if (version.kind !== "entry" || found === undefined) return version;
    const { addedAt, changedAt } = found;
    return {
      ...version,
      lean: { ...version.lean, addedAt: addedAt.toISOString(), changedAt: changedAt.toISOString() },
    };
  });
}

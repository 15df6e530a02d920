import { readAsset } from "../assets/read-asset.ts";
import { checkTemplate } from "../compose/template/check-template.ts";
import { entryFolder } from "../path/parse-path.ts";
import { type Entry, entrySchema } from "../records/entry.ts";
import { type Release, releaseSchema } from "../records/release.ts";
import { newestFirst } from "../records/release-order.ts";
import { checkEntry } from "../rules/check-entry.ts";
import { checkReleases } from "../rules/check-releases.ts";
import { readRecord } from "../rules/check-schema.ts";
import { limits } from "../rules/limits.ts";
import { type Problem, problem } from "../rules/problem.ts";
import { decodeText } from "../toml/decode-text.ts";
import { linesOfKeys } from "../toml/locate-key.ts";
import type { EntryAsset } from "./catalog-record.ts";
import type { RecordFile, RecordFiles } from "./group-items.ts";
import type { ReadFile, ReadRecordFiles } from "./read-record-files.ts";

const referring = ["categories", "maintainers", "replacedBy", "requires", "id"];

/** Reads an entry from its folder. What is wrong with one file does not hide what is wrong with another. */
export function readEntry(record: RecordFiles, appToml: string, read: ReadFile): ReadRecordFiles {
  const folder = entryFolder(record.key);
  const app = readRecord(`${folder}/app.toml`, appToml, entrySchema);
  const problems: Problem[] = [...app.problems];
  const texts = readTexts(record, read, problems);
  const releases = readReleases(record, texts, problems);
  const assets = readAssets(record, read, problems);
  const lines = linesOfKeys(appToml, referring);
  if (app.value === null) return { record: null, problems, lines };
  const entry = app.value;
  const paths = [...record.files.map(({ path }) => path), ...record.refused];
  problems.push(...checkEntry({ key: record.key, entry, text: appToml, assets, paths }));
  const compose = texts.get(`${folder}/compose.yml`) ?? null;
  problems.push(...checkInstallable({ folder, entry, appToml, compose, releases, texts }));
  if (problems.some(({ weight }) => weight === "error")) return { record: null, problems, lines };
  const value = {
    entry,
    description: texts.get(`${folder}/description.md`) ?? "",
    compose,
    releases: newestFirst(releases).slice(0, limits.maxReleases),
    assets,
  };
  return { record: { kind: "entry", key: record.key, value }, problems, lines };
}

function readTexts(record: RecordFiles, read: ReadFile, problems: Problem[]): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { path, is } of record.files) {
    const content = is.part === "asset" || is.part === "record" ? null : read(path);
    if (!(content instanceof Uint8Array)) continue;
    const decoded = decodeText(path, content);
    problems.push(...decoded.problems);
    if (decoded.text !== null) texts.set(path, decoded.text);
  }
  return texts;
}

function readReleases(
  record: RecordFiles,
  texts: ReadonlyMap<string, string>,
  problems: Problem[],
): Release[] {
  return record.files.flatMap(({ path, is }) => {
    const text = texts.get(path);
    if (is.part !== "release" || text === undefined) return [];
    const release = readRecord(path, text, releaseSchema);
    problems.push(...release.problems);
    if (release.value === null) return [];
    if (release.value.version === is.version) return [release.value];
    const message = `says ${release.value.version}, and its file is called ${is.version}`;
    problems.push(problem(path, "release/version", message, { key: "version" }));
    return [];
  });
}

function readAssets(record: RecordFiles, read: ReadFile, problems: Problem[]): EntryAsset[] {
  return record.files.flatMap((file) => {
    if (file.is.part !== "asset") return [];
    const found = readOneAsset(file, read);
    problems.push(...found.problems);
    return found.asset === null ? [] : [found.asset];
  });
}

function readOneAsset(
  { path, oid, sizeBytes, is }: RecordFile,
  read: ReadFile,
): { asset: EntryAsset | null; problems: readonly Problem[] } {
  const content = read(path);
  if (content === null || is.part !== "asset") return { asset: null, problems: [] };
  const own = { name: is.name, oid, sizeBytes };
  if (!(content instanceof Uint8Array)) return { asset: { ...own, ...content }, problems: [] };
  const { facts, problems } = readAsset(path, content);
  return { asset: facts && { ...own, ...facts }, problems };
}

/** The template and the releases, which have to name the same services. */
function checkInstallable(parts: {
  folder: string;
  entry: Entry;
  appToml: string;
  compose: string | null;
  releases: readonly Release[];
  texts: ReadonlyMap<string, string>;
}): Problem[] {
  const { folder, entry, appToml, compose, releases, texts } = parts;
  const path = `${folder}/compose.yml`;
  const template = compose === null ? null : checkTemplate(path, compose, entry);
  return [
    ...(template?.problems ?? []),
    ...checkReleases({
      folder,
      entry,
      appToml,
      releases,
      texts,
      services: template?.services ?? null,
    }),
  ];
}

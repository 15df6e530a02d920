import parseLicense from "spdx-expression-parse";
import { entryFolder } from "../path/parse-path.ts";
import type { Entry } from "../records/entry.ts";
import { type KeyPath, locateKey } from "../toml/locate-key.ts";
import type { EntryAsset } from "../tree/catalog-record.ts";
import { limits } from "./limits.ts";
import { type Problem, problem, quote, type Rule } from "./problem.ts";

/** What is wrong with an entry that keeps its schema, as far as its own folder tells. */
export function checkEntry(parts: {
  readonly key: string;
  readonly entry: Entry;
  readonly text: string;
  readonly assets: readonly EntryAsset[];
  /** Paths of the folder, also of files that cannot be used. */
  readonly paths: readonly string[];
}): Problem[] {
  const { key, entry, text, assets, paths } = parts;
  const path = `${entryFolder(key)}/app.toml`;
  const found: Problem[] = [];
  const report = (rule: Rule, at: KeyPath, message: string) =>
    found.push(problem(path, rule, message, { key: at.join("."), place: locateKey(text, at) }));
  if (entry.slug !== key) {
    report("record/slug-mismatch", ["slug"], `is ${entry.slug}, and its folder is called ${key}`);
  }
  if (!isLicense(entry.license)) {
    report("license/spdx", ["license"], `${quote(entry.license)} is no SPDX expression`);
  }
  if (entry.upstreamAuthor?.includes("@")) {
    report("record/email", ["upstreamAuthor"], "has an @: no e-mail address belongs here");
  }
  const shown: [KeyPath, string][] = [
    [["icon"], entry.icon],
    ...(entry.screenshots ?? []).map(({ file }, at): [KeyPath, string] => [
      ["screenshots", at, "file"],
      file,
    ]),
  ];
  for (const [at, name] of shown) {
    if (paths.includes(`${entryFolder(key)}/assets/${name}`)) continue;
    report("asset/missing", at, `${name} is not in the assets folder`);
  }
  const icon = assets.find(({ name }) => name === entry.icon);
  if (icon !== undefined && icon.sizeBytes > limits.maxIconBytes) {
    const message = `has ${icon.sizeBytes} bytes; an icon may have ${limits.maxIconBytes}`;
    found.push(problem(`${entryFolder(key)}/assets/${icon.name}`, "file/size", message));
  }
  return found;
}

function isLicense(expression: string): boolean {
  try {
    parseLicense(expression);
    return true;
  } catch {
    return false;
  }
}

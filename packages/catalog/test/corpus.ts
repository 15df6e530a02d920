import { createHash } from "node:crypto";
import type { LeanEntry } from "@homeport/catalog-format";
import type { NewVersion } from "../src/generations/new-version.ts";

const syllables = ["ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti"];
/** Slugs of the categories that entries of a corpus are in. */
export const corpusCategories = ["media", "files", "notes", "network", "home", "money"];
const licenses = ["MIT", "Apache-2.0", "AGPL-3.0-only", "GPL-2.0-only"];

/** What an entry of a corpus may be given instead of what its number makes of it. */
export type CorpusChange = Partial<Pick<LeanEntry, "name" | "summary" | "status" | "tags">> & {
  readonly description?: string;
};

/** As many folders as keep the largest corpus below what one folder may hold. */
const folders = 100;

/** The slug of an entry of a corpus; neighbours lie in different folders. */
export function corpusSlug(number: number): string {
  return `${String(number % folders).padStart(2, "0")}-app-${number}`;
}

/** The entry of a number, always the same: about 1.8 KB, in words of which few are frequent and many are rare. */
export function corpusEntry(number: number, change: CorpusChange = {}): NewVersion {
  const random = seeded(number + 1);
  const slug = corpusSlug(number);
  const { description = prose(random, 120), ...rest } = change;
  const icon = { sha256: digest(`icon ${number}`), extension: "svg" };
  const at = new Date(Date.UTC(2020, 0, 1) + number * 60_000).toISOString();
  const lean: LeanEntry & { addedAt: string; changedAt: string } = {
    ...{ id: uuidOf(number), slug, name: capital(prose(random, 2)), summary: prose(random, 9) },
    ...{
      categories: [pick(random, corpusCategories)],
      tags: [...new Set(prose(random, 3).split(" "))],
    },
    ...{ license: pick(random, licenses), maintainers: [], status: "active", replacedBy: null },
    ...{ featured: number % 97 === 0, architectures: ["amd64", "arm64"], requires: [] },
    ...{ provides: [], permissions: [], icon, hasTemplate: false, hasAddress: true },
    ...{ release: null },
    ...{ addedAt: at, changedAt: at },
    ...rest,
  };
  const folder = `apps/${slug.slice(0, 2)}/${slug}`;
  const text = recordText(lean);
  const files = {
    [`${folder}/app.toml`]: { oid: digest(text).slice(0, 40), text },
    [`${folder}/description.md`]: { oid: digest(description).slice(0, 40), text: description },
    [`${folder}/assets/icon.svg`]: {
      ...{ oid: icon.sha256.slice(0, 40), sizeBytes: 200 },
      picture: { sha256: icon.sha256, mediaType: "image/svg+xml", width: 64, height: 64 },
    },
  };
  const version = JSON.stringify([lean, files]);
  return { kind: "entry", key: slug, lean, files, digest: digest(version), assets: [] };
}

/** `app.toml` of an app that can only be taken in. */
function recordText(lean: LeanEntry): string {
  const list = (items: readonly string[]) => JSON.stringify(items);
  return [
    ...["schema = 1", `id = "${lean.id}"`, `slug = "${lean.slug}"`, `name = "${lean.name}"`],
    ...[`summary = "${lean.summary}"`, `categories = ${list(lean.categories)}`],
    ...[`tags = ${list(lean.tags)}`, `license = "${lean.license}"`],
    ...[`website = "https://${lean.slug}.example"`, `source = "https://git.example/${lean.slug}"`],
    ...["maintainers = []", `status = "${lean.status}"`, `featured = ${lean.featured}`],
    ...[`architectures = ${list(lean.architectures)}`, 'icon = "icon.svg"', ""],
    ...["[[entrypoints]]", 'name = "web"', 'service = "web"', "port = 8080", 'protocol = "http"'],
    ...["primary = true", "", "[[paths]]", 'prefix = "/"', 'access = "members"', 'label = "All"'],
    "",
  ].join("\n");
}

/** A word of the corpus by its rank; the low ranks are the frequent ones. */
export function corpusWord(rank: number): string {
  let rest = rank + syllables.length;
  let word = "";
  for (; rest > 0; rest = Math.floor(rest / syllables.length)) {
    word += syllables[rest % syllables.length] ?? "";
  }
  return word;
}

const wordsMost = 20_000;

/** Ranks by a power law, as words of any language have it. */
function prose(random: () => number, count: number): string {
  const words = Array.from({ length: count }, () =>
    corpusWord(Math.floor(wordsMost ** random()) - 1),
  );
  return words.join(" ");
}

function pick<T>(random: () => number, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error("there is nothing to pick from");
  return item;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function uuidOf(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`;
}

/** Mulberry32: small, even, and the same on every machine. */
function seeded(seed: number): () => number {
  let state = seed * 0x9e3779b1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

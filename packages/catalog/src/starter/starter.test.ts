import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { type CatalogRecord, type TreeItem, validateTree } from "@homeport/catalog-format";
import { expect, it } from "vitest";

const folder = fileURLToPath(new URL("../../fixtures/starter", import.meta.url));

function readStarter() {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const contents = new Map(
    files.map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      return [relative(folder, file).replaceAll(sep, "/"), readFileSync(file)];
    }),
  );
  const items = Array.from(contents, ([path, { length }]): TreeItem => {
    return { path, mode: "file", oid: "", sizeBytes: length };
  });
  const records: CatalogRecord[] = [];
  const verdict = validateTree(items, {
    read: (path) => contents.get(path) ?? null,
    onRecord: (record) => records.push(record),
  });
  const entries = records.flatMap((record) => (record.kind === "entry" ? [record.value] : []));
  return { records, entries, verdict };
}

it("is clean, warnings included", () => {
  expect(readStarter().verdict.problems).toEqual([]);
});

it("has 28 entries that can be installed, ten categories and more, and the one redirect", () => {
  const { records, entries } = readStarter();
  expect(entries.length).toBe(28);
  expect(entries.every(({ compose, releases }) => compose !== null && releases.length > 0)).toBe(
    true,
  );
  expect(records.filter(({ kind }) => kind === "category").length).toBeGreaterThanOrEqual(10);
  const redirects = records.filter(({ kind }) => kind === "redirect");
  expect(redirects).toMatchObject([{ key: "trilium-notes", value: { to: "trilium" } }]);
});

it("uses every category that it has", () => {
  const { records, entries } = readStarter();
  const used = new Set(entries.flatMap(({ entry }) => entry.categories));
  const known = records.filter(({ kind }) => kind === "category").map(({ key }) => key);
  expect([...used].toSorted()).toEqual(known.toSorted());
});

it("describes each entry in 80 to 250 words", () => {
  for (const { entry, description } of readStarter().entries) {
    const words = description.trim().split(/\s+/).length;
    expect(words, entry.slug).toBeGreaterThanOrEqual(80);
    expect(words, entry.slug).toBeLessThanOrEqual(250);
  }
});

it("names every image by its digest, and stores what each service keeps in the app's own folder", () => {
  for (const { entry, compose, releases } of readStarter().entries) {
    const images = releases.flatMap((release) => release.images);
    expect(
      images.every(({ digest }) => digest !== undefined),
      entry.slug,
    ).toBe(true);
    expect(compose, entry.slug).toContain(`\${HOMEPORT_APP_DATA}/`);
  }
});

it("opens nothing to strangers but what its entry says is made for them", () => {
  const open = readStarter().entries.flatMap(({ entry }) =>
    (entry.paths ?? [])
      .filter(({ access }) => access === "public")
      .map(({ prefix }) => `${entry.slug} ${prefix}`),
  );
  expect(open).toEqual(["navidrome /share"]);
});

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const pages = new URL("../app/(public)/", import.meta.url);
const parts = new URL("./", import.meta.url);

function sources(folder: URL): { name: string; text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".test.ts"))
    .map((name) => ({ name, text: readFileSync(new URL(encodeURI(name), folder), "utf8") }));
}

const all = [...sources(pages), ...sources(parts)];

/** What would keep an answer beyond the question, out of reach of an unpublish. */
const caches =
  /["']use cache["']|unstable_cache|cacheLife|cacheTag|revalidate(?:Tag|Path)?\b|force-static|force-cache|generateStaticParams/;

test("no page of a gallery is kept by Next", () => {
  expect(all.length).toBeGreaterThan(20);
  expect(all.filter(({ text }) => caches.test(text)).map(({ name }) => name)).toEqual([]);
});

/** The console's client, its parts and its libraries. */
const consoleCode =
  /from "(?:\.\.\/)+(?:data\/(?:trpc|provider|query-client|use-change)|shell|step-up|gallery)\/?|from "(?:@tanstack|@trpc\/client|radix-ui|lucide-react|cmdk|sonner)/;

test("no code of the console is shipped with a page for strangers", () => {
  expect(all.filter(({ text }) => consoleCode.test(text)).map(({ name }) => name)).toEqual([]);
});

test("each of those guards sees what it is there for", () => {
  expect(caches.test('"use cache";')).toBe(true);
  expect(consoleCode.test('import { useTRPC } from "../data/trpc.ts";')).toBe(true);
  expect(consoleCode.test('import { X } from "lucide-react";')).toBe(true);
});

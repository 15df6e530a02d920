import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { mounts } from "./paths.ts";

const docs = new URL("../../../docs/openapi/", import.meta.url);

interface Document {
  readonly paths: Record<string, { readonly $ref?: string }>;
}

const read = (file: string): Document => JSON.parse(readFileSync(new URL(file, docs), "utf8"));

/** Mounts under `/api/v1` of which the document names no route. */
function undescribed(places: readonly string[]): string[] {
  const described = Object.keys(read("v1.json").paths);
  return places
    .filter((place) => place.startsWith("/api/v1/"))
    .filter((place) => !described.some((path) => path.startsWith(place)));
}

test("every plain route for programs is in the document of them all", () => {
  expect(undescribed(Object.values(mounts))).toEqual([]);
  expect(undescribed([...Object.values(mounts), "/api/v1/wishes"])).toEqual(["/api/v1/wishes"]);
});

test("what it leads to in other documents is there", () => {
  const led = Object.values(read("v1.json").paths).flatMap(({ $ref }) => $ref ?? []);
  expect(led.length).toBeGreaterThan(20);
  for (const reference of led) {
    const [file = "", at = ""] = reference.split("#/paths/");
    const path = at.replaceAll("~1", "/").replaceAll("~0", "~");
    expect(read(file).paths, reference).toHaveProperty([path]);
  }
});

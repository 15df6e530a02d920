import { expect, test } from "vitest";
import {
  inputOf,
  isFiltered,
  readCatalogQuery,
  toggled,
  unfiltered,
  writeCatalogQuery,
} from "./catalog-query.ts";

const read = (text: string) => readCatalogQuery(new URLSearchParams(text));

test("an address says the whole question, and is written as it was read", () => {
  const text = "q=photo+books&category=media&category=files&architecture=arm64&sort=name";
  const query = read(text);
  expect(query.q).toBe("photo books");
  expect(query.filters.category).toEqual(["media", "files"]);
  expect(writeCatalogQuery(query)).toBe(text);
});

test.each(["sort=price", "category=", `tag=${"x".repeat(61)}`, "cursor=abc"])(
  "what makes no sense in an address is passed over: %s",
  (text) => expect(writeCatalogQuery(read(text))).toBe(""),
);

test("a question is no longer than the server takes it", () => {
  expect(inputOf(read(`q=${"x".repeat(300)}`)).q).toHaveLength(200);
  const tags = Array.from({ length: 30 }, (_, index) => `tag=t${index}`).join("&");
  expect(inputOf(read(tags)).tag).toHaveLength(20);
});

test("blanks alone ask for nothing", () => {
  expect(inputOf(read("q=%20%20"))).not.toHaveProperty("q");
});

test("a filter is set and taken back by the same link", () => {
  const query = read("q=notes");
  const chosen = toggled(query, "tag", "markdown");
  expect(isFiltered(chosen)).toBe(true);
  expect(toggled(chosen, "tag", "markdown")).toEqual(query);
  expect(unfiltered(chosen)).toEqual(query);
});

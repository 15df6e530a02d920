import { expect, test } from "vitest";
import { findBrokenPaths } from "./cited-paths.ts";

const there = new Set(["/root/docs/metrics.md", "/root/packages/gate", "/root/docs/images/a.png"]);
const find = (path: string, text: string) =>
  findBrokenPaths([{ path, text }], "/root", (file) => there.has(file));

test("a path in a code span or a link that does not exist is told", () => {
  expect(find("README.md", "See `packages/gone` and [here](docs/gone.md).")).toEqual([
    "README.md: packages/gone does not exist",
    "README.md: docs/gone.md does not exist",
  ]);
});

test("a link counts from the page that holds it", () => {
  expect(find("docs/architecture.md", "[metrics](metrics.md#feed) ![a](images/a.png)")).toEqual([]);
  expect(find("docs/decisions/a.md", "[metrics](metrics.md)")).toHaveLength(1);
});

test("addresses, anchors, placeholders and examples are no paths", () => {
  const text = "[a](https://example.com/docs/x) [b](#part) `packages/<name>/src` `pnpm write-docs`";
  expect(find("README.md", text)).toEqual([]);
  expect(find("README.md", "```sh\ncat `docs/none.md`\n```\n`packages/gate`")).toEqual([]);
});

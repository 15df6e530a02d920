import { expect, test } from "vitest";
import { findUnnamedWorkspaces } from "./named-workspaces.ts";

const page = (text: string) => ({ path: "docs/architecture.md", text });

test("a workspace that the architecture does not name, or without a README, is told", () => {
  const paths = ["packages/gate/package.json", "packages/gate/README.md", "apps/web/package.json"];
  expect(findUnnamedWorkspaces(paths, page("| `apps/web` |"))).toEqual([
    "docs/architecture.md does not name `packages/gate`",
    "apps/web has no README.md",
  ]);
  expect(findUnnamedWorkspaces(paths.slice(0, 2), page("| `packages/gate` |"))).toEqual([]);
});

test("a name inside another is not that name, and a page that is missing names nothing", () => {
  const paths = ["packages/catalog/package.json", "packages/catalog/README.md"];
  const unnamed = ["docs/architecture.md does not name `packages/catalog`"];
  expect(findUnnamedWorkspaces(paths, page("`packages/catalog-format`"))).toEqual(unnamed);
  expect(findUnnamedWorkspaces(paths, undefined)).toEqual(unnamed);
});

test("what lies deeper in a workspace is none", () => {
  expect(findUnnamedWorkspaces(["packages/a/fixtures/package.json"], page(""))).toEqual([]);
});

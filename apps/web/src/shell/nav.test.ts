import { expect, test } from "vitest";
import { navSections, sectionOf, visibleSections } from "./nav.ts";

test("sections and pages without their permission are not offered", () => {
  const visible = visibleSections(new Set(["app.read"]));
  expect(visible.map(({ id }) => id)).toEqual(["overview", "apps", "catalog", "settings"]);
  expect(visible.find(({ id }) => id === "apps")?.pages).toEqual([]);
});

test("an owner is offered everything", () => {
  const words = navSections.flatMap(({ permission, pages }) => [
    permission,
    ...(pages ?? []).map((page) => page.permission),
  ]);
  const all = new Set(words.filter((word) => word !== undefined));
  expect(visibleSections(all)).toEqual(navSections);
});

test.each([
  ["/", "overview"],
  ["/hosts", "hosts"],
  ["/hosts/add", "hosts"],
  ["/apps/1/access", "apps"],
  ["/operator/replicas/web-1", "operator"],
  ["/settings/devices", "settings"],
])("%s belongs to %s", (path, id) => expect(sectionOf(path)?.id).toBe(id));

test("a path of no section marks none", () => {
  expect(sectionOf("/hostsx")).toBeUndefined();
  expect(sectionOf("/device")).toBeUndefined();
});

test("ids are unique, so that the search tells its rows apart", () => {
  const ids = navSections.flatMap(({ id, pages }) => [id, ...(pages ?? []).map((page) => page.id)]);
  expect(new Set(ids).size).toBe(ids.length);
});

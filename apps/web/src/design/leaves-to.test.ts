import { expect, test } from "vitest";
import { leavesTo } from "./leaves-to.ts";

const at = "https://home.test/catalog/notes/edit?tab=files#top";

function click(attributes: Record<string, string> | null, how: Partial<MouseEvent> = {}) {
  const link = attributes && {
    hasAttribute: (name: string) => name in attributes,
    getAttribute: (name: string) => attributes[name] ?? null,
  };
  const target = Object.assign(new EventTarget(), { closest: () => link });
  const keys = { metaKey: false, ctrlKey: false, shiftKey: false, altKey: false };
  return { button: 0, ...keys, defaultPrevented: false, target, ...how };
}

test.each([
  ["another page", { href: "/catalog" }, "/catalog"],
  ["another query", { href: "?tab=fields" }, "/catalog/notes/edit?tab=fields"],
  ["a place on another page", { href: "/catalog#new" }, "/catalog#new"],
  ["a link that names this tab", { href: "/apps", target: "_self" }, "/apps"],
  ["a place on this page", { href: "#end" }, null],
  ["another site, which the browser asks for itself", { href: "https://elsewhere.test/" }, null],
  ["another tab", { href: "/catalog", target: "_blank" }, null],
  ["a download", { href: "/file", download: "" }, null],
  ["no link", null, null],
])("a click on %s", (_what, attributes, expected) => {
  expect(leavesTo(click(attributes), at)).toBe(expected);
});

test.each([
  ["that opens another tab", { ctrlKey: true }],
  ["with another button", { button: 1 }],
  ["that somebody has taken already", { defaultPrevented: true }],
])("a click %s leaves nothing", (_what, how) => {
  expect(leavesTo(click({ href: "/catalog" }, how), at)).toBeNull();
});

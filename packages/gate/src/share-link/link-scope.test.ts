import { expect, test } from "vitest";
import { readPath } from "../read-request/read-request.ts";
import { compileRules } from "../rule/compile-rules.ts";
import { compileScope, covers, landingPath } from "./link-scope.ts";

test.each([
  ["/", "/anything/at/all", true],
  ["/a", "/a", true],
  ["/a/", "/a", true],
  ["/a", "/a/b", true],
  ["/a", "/A/B", false],
  ["/A", "/a", false],
  ["/a", "/ab", false],
  ["/a", "/", false],
  ["/a", "/a/../b", false],
  ["/a", "/a/%2e%2e/b", false],
  ["/a", "/a/..;/b", false],
  ["/a", "/a/%252e%252e/b", false],
  ["/a", "/b%2f..%2fa", false],
])("a link for %s covers %s: %s", (scope, path, covered) => {
  expect(covers(compileScope(scope), readPath(path) ?? [])).toBe(covered);
});

const rule = (path: string, level: string, match = "prefix") => ({ path, level, match });

test.each([
  ["the whole app", "/", [rule("/", "link")], "/"],
  ["its scope", "/a", [rule("/", "link")], "/a"],
  ["the first path that a rule opens", "/", [rule("/", "members"), rule("/b/c", "link")], "/b/c"],
  [
    "the shortest of several",
    "/",
    [rule("/", "owner"), rule("/long/er", "link"), rule("/b", "link")],
    "/b",
  ],
  [
    "a path of its scope alone",
    "/x",
    [rule("/", "owner"), rule("/b", "link"), rule("/x/y", "link")],
    "/x/y",
  ],
  ["nothing where no rule opens anything", "/", [rule("/", "members")], null],
  [
    "nothing where what is open lies elsewhere",
    "/x",
    [rule("/", "owner"), rule("/b", "link")],
    null,
  ],
  [
    "nothing where an exact rule closes the very path",
    "/",
    [rule("/", "owner"), rule("/b", "owner", "exact"), rule("/b", "link")],
    null,
  ],
])("a guest arrives at %s", (_where, scope, rules, arrives) => {
  expect(landingPath(compileRules(rules), scope)).toBe(arrives);
});

test("a guest of an app whose rules are damaged arrives nowhere", () => {
  expect(landingPath(null, "/")).toBeNull();
});

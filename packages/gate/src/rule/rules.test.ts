import { expect, test } from "vitest";
import { readLabel } from "../address/label.ts";
import { checkRules } from "./check-rules.ts";
import { compileRules } from "./compile-rules.ts";
import type { AccessRule } from "./rule.ts";
import { winningRules } from "./winning-rules.ts";

const rule = (path: string, more: Partial<AccessRule> = {}): AccessRule => ({
  path,
  match: "prefix",
  level: "public",
  audience: null,
  headers: {},
  ...more,
});

function winner(rules: readonly AccessRule[], path: string, folded = false): string | undefined {
  const compiled = compileRules(rules);
  if (compiled === null) throw new Error("damaged");
  const [first] = winningRules(compiled, { path, folded });
  return first === undefined ? undefined : `${first.match} ${first.path}`;
}

test("the longest path wins, and exact before prefix", () => {
  const rules = [rule("/"), rule("/a/b"), rule("/a"), rule("/a", { match: "exact" })];
  expect(winner(rules, "/a/b/c")).toBe("prefix /a/b");
  expect(winner(rules, "/a/x")).toBe("prefix /a");
  expect(winner(rules, "/a")).toBe("exact /a");
  expect(winner(rules, "/a/")).toBe("exact /a");
  expect(winner(rules, "/x")).toBe("prefix ");
});

test("a prefix ends at a slash", () => {
  const rules = [rule("/"), rule("/pub/")];
  expect(winner(rules, "/public")).toBe("prefix ");
  expect(winner(rules, "/pub")).toBe("prefix /pub");
  expect(winner(rules, "/pub/x")).toBe("prefix /pub");
});

test("a folded reading meets every rule that differs in case alone", () => {
  const compiled = compileRules([rule("/"), rule("/Admin", { level: "owner" }), rule("/admin")]);
  if (compiled === null) throw new Error("damaged");
  const levels = winningRules(compiled, { path: "/admin", folded: true }).map((one) => one.level);
  expect(levels.sort()).toEqual(["owner", "public"]);
});

test("a damaged row closes the whole app", () => {
  expect(compileRules([rule("/"), { path: "/x", match: "regex", level: "public" }])).toBeNull();
  expect(compileRules([rule("/"), { ...rule("/x"), level: "everybody" }])).toBeNull();
  expect(compileRules([rule("/", { headers: { "X-A": "{user.secret}" } })])).toBeNull();
});

test.for([
  ["no root", [rule("/a")]],
  ["a relative path", [rule("/"), rule("a")]],
  ["a dot segment", [rule("/"), rule("/a/../b")]],
  ["a percent sign", [rule("/"), rule("/%61")]],
  ["a query", [rule("/"), rule("/a?b")]],
  ["a doubled slash", [rule("/"), rule("/a//b")]],
  ["a path parameter", [rule("/"), rule("/a;b")]],
  ["two rules for one path", [rule("/"), rule("/a"), rule("/a/")]],
  ["an audience without members", [rule("/", { audience: { roles: ["admin"] } })]],
  ["an unknown variable", [rule("/", { headers: { "X-A": "{user.secret}" } })]],
  ["a line break", [rule("/", { headers: { "X-A": "a\r\nb" } })]],
  ["a hop-by-hop header", [rule("/", { headers: { Connection: "close" } })]],
  ["one of Homeport's headers", [rule("/", { headers: { "X-Homeport-User": "root" } })]],
  [
    "one of them as a sloppy server reads it",
    [rule("/", { headers: { X_Homeport_User: "root" } })],
  ],
  ["a header name that is none", [rule("/", { headers: { "X A": "b" } })]],
] as const)("rules with %s are refused as BAD_RULE", ([, rules]) => {
  expect(() => checkRules(rules)).toThrow(expect.objectContaining({ code: "BAD_RULE" }));
});

test("a refusal of rules names every problem", () => {
  const rules = [rule("a"), rule("/%61")];
  expect(() => checkRules(rules)).toThrow(
    /"a" is not a path.*"\/%61" is not a path.*\/ cannot be left out/,
  );
});

test.for([
  "",
  "-a",
  "a-",
  "a.b",
  "a b",
  "xn--caf-dma",
  "www",
  "Homeport",
  "a".repeat(64),
  "ä",
  "a_b",
])("the label %j is refused", (label) => {
  expect(() => readLabel(label)).toThrow(expect.objectContaining({ code: "RESERVED_LABEL" }));
});

test("a label is trimmed and lower-cased", () => {
  expect(readLabel(" Notes-2 ")).toBe("notes-2");
});

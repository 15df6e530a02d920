import type { AccessRule } from "@homeport/gate";
import { describe, expect, test } from "vitest";
import {
  becomesPublic,
  comparedPath,
  findRuleProblems,
  isRoot,
  sameRules,
  sortAsTheyWin,
  toRules,
  winnerAt,
} from "./rules-draft.ts";

function rule(path: string, level: AccessRule["level"], match: AccessRule["match"] = "prefix") {
  return { path, match, level, audience: null, headers: {} } satisfies AccessRule;
}

describe("the order of rules", () => {
  test("the longest path wins, exact before prefix, the root last", () => {
    const rules = [
      rule("/", "owner"),
      rule("/a", "members"),
      rule("/a/b", "public"),
      rule("/a", "public", "exact"),
    ];
    expect(sortAsTheyWin(rules).map(({ path, match }) => `${match} ${path}`)).toEqual([
      "prefix /a/b",
      "exact /a",
      "prefix /a",
      "prefix /",
    ]);
  });

  test("a final slash changes nothing", () => {
    expect(comparedPath("/a/")).toBe("/a");
    expect(comparedPath("///")).toBe("/");
    expect(isRoot(rule("/", "owner"))).toBe(true);
    expect(isRoot(rule("/", "owner", "exact"))).toBe(false);
  });

  test("a prefix ends at a slash: /pub says nothing about /public", () => {
    const rules = [rule("/", "owner"), rule("/pub", "public")];
    expect(winnerAt(rules, "/public")?.level).toBe("owner");
    expect(winnerAt(rules, "/pub/x")?.level).toBe("public");
  });
});

describe("what a save makes public", () => {
  const closed = [rule("/", "owner")];

  test("a new public rule is named", () => {
    expect(becomesPublic(closed, [...closed, rule("/docs", "public")])).toEqual(["/docs"]);
  });

  test("a widened root is named, and so is what was closed below it", () => {
    expect(becomesPublic(closed, [rule("/", "public")])).toEqual(["/"]);
  });

  test("a rule whose removal opens a part of something public is named", () => {
    const before = [rule("/", "public"), rule("/admin", "owner")];
    expect(becomesPublic(before, [rule("/", "public")])).toEqual(["/admin"]);
  });

  test("an exact rule that kept its path closed is named when it goes", () => {
    const before = [rule("/", "public"), rule("/secret", "owner", "exact")];
    expect(becomesPublic(before, [rule("/", "public")])).toEqual(["/secret"]);
  });

  test("what was public already, and what gets narrower, is not named", () => {
    const before = [rule("/", "public")];
    expect(becomesPublic(before, [rule("/", "public"), rule("/a", "public")])).toEqual([]);
    expect(becomesPublic(before, closed)).toEqual([]);
  });

  test("a prefix that opens only what is below an exact rule is named", () => {
    const exact = rule("/a", "owner", "exact");
    expect(becomesPublic([...closed, exact], [...closed, exact, rule("/a", "public")])).toEqual([
      "/a",
    ]);
  });
});

describe("problems of a draft", () => {
  test("each bad row has its sentence; a good one has none", () => {
    const rows = ["/", "docs", "/a b", "/a?x", "/Same", "/same/"].map((path, index) => ({
      ...rule(path, "owner"),
      key: String(index),
    }));
    const problems = findRuleProblems(rows);
    expect([...problems.keys()]).toEqual(["1", "2", "3", "5"]);
  });

  test("the same path may have an exact and a prefix rule", () => {
    const rows = [
      { ...rule("/a", "owner"), key: "1" },
      { ...rule("/a", "owner", "exact"), key: "2" },
    ];
    expect(findRuleProblems(rows).size).toBe(0);
  });
});

describe("whether a draft differs", () => {
  test("order, a final slash and an audience that says nothing do not count", () => {
    const audience = { roles: ["owner" as const] };
    expect(
      sameRules(
        [rule("/", "owner"), rule("/a", "public")],
        [{ ...rule("/a/", "public"), audience }, rule("/", "owner")],
      ),
    ).toBe(true);
  });

  test("a narrowed audience counts", () => {
    const members = rule("/", "members");
    expect(sameRules([members], [{ ...members, audience: { roles: ["owner"] } }])).toBe(false);
  });

  test("an audience is sent only with members", () => {
    const audience = { roles: ["owner" as const] };
    const [sent] = toRules([{ ...rule(" /a ", "public"), audience, key: "1" }]);
    expect(sent).toMatchObject({ path: "/a", audience: null });
  });
});

import { describe, expect, it } from "vitest";
import { maxProblems } from "../rules/problem-list.ts";
import { withFiles, withMore, withText } from "../testing/bad/bad-tree.ts";
import { type TestTree, toTreeInput } from "../testing/index.ts";
import { validateTree } from "./validate-tree.ts";

const app = "apps/no/notes/app.toml";
const judge = (tree: TestTree) => {
  const { items, read } = toTreeInput(tree);
  return validateTree(items, { read });
};

describe("a problem", () => {
  it("names line and column of broken syntax", () => {
    const { problems } = judge(
      withFiles({ "categories/writing.toml": 'name = "A"\norder = = 1\n' }),
    );
    expect(problems).toMatchObject([{ rule: "toml/syntax", line: 2, column: 9 }]);
  });

  it("names the dotted key that breaks the schema, and its line", () => {
    const { problems } = judge(withText(app, "port = 9000", "port = 90000"));
    expect(problems).toMatchObject([{ key: "entrypoints.1.port", line: 26, column: 1 }]);
  });

  it("names the key of a template and its line", () => {
    const { problems } = judge(withMore("apps/no/notes/compose.yml", "    privileged: true"));
    expect(problems).toMatchObject([{ key: "services.notes.privileged", line: 10, column: 17 }]);
    expect(problems[0]?.message).toContain("declare the permission privileged");
  });

  it("names the line of broken YAML", () => {
    const { problems } = judge(
      withFiles({ "apps/no/notes/compose.yml": "services:\n  a: 1\n  a: 2\n" }),
    );
    expect(problems[0]).toMatchObject({ rule: "compose/syntax", line: 3 });
  });

  it("quotes little of what a stranger wrote, and no sign that a terminal obeys", () => {
    const tree = withText(
      app,
      'license = "MIT"',
      `license = "\\u001b[31m\\u202e${"x".repeat(195)}"`,
    );
    const [{ message } = { message: "" }] = judge(tree).problems;
    expect(message).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(message.length).toBeLessThan(250);
  });

  it("is told with all the others of a tree, up to a bound, and all are counted", () => {
    const files = Array.from({ length: 1_500 }, (_, at) => [
      `categories/c-${at}.toml`,
      "order = -1\n",
    ]);
    const { problems, problemCount } = judge(withFiles(Object.fromEntries(files)));
    expect(problems.length).toBe(maxProblems);
    expect(problemCount).toBe(3_000);
  });

  it("is not told twice for one cause: what refers to a broken record stays quiet", () => {
    const { problems } = judge(withFiles({ "categories/writing.toml": "order = 1\n" }));
    expect(problems).toMatchObject([{ path: "categories/writing.toml", key: "name" }]);
  });

  it("of a lint weight leaves its record loaded, without the key that is not known", () => {
    const { items, read } = toTreeInput(withMore("categories/writing.toml", 'colour = "red"'));
    const records: unknown[] = [];
    const { isAcceptable } = validateTree(items, {
      read,
      onRecord: (record) => records.push(record),
    });
    expect(isAcceptable).toBe(true);
    expect(records).toContainEqual({
      ...{ kind: "category", key: "writing", value: { name: "Writing", order: 10 } },
    });
  });

  it("comes in the same order in whatever order the tree is listed", () => {
    const { items, read } = toTreeInput(
      withFiles({ "catalog.toml": "x", [app]: "y", "apps/z": "z" }),
    );
    const there = validateTree(items, { read });
    const back = validateTree(items.toReversed(), { read });
    expect(back.problems).toEqual(there.problems);
    expect(there.problems.length).toBeGreaterThan(2);
  });
});

describe("text that is read", () => {
  it("may begin with one byte order mark and end its lines as Windows does", () => {
    const text = '\ufeffname = "Writing"\r\norder = 10\r\n';
    expect(judge(withFiles({ "categories/writing.toml": text })).problems).toEqual([]);
  });

  it("changes no object that it names", () => {
    judge(withMore("categories/writing.toml", "[__proto__]\npolluted = true"));
    expect("polluted" in {}).toBe(false);
  });
});

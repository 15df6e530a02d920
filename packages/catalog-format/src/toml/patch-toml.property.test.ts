import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goodApp } from "../testing/good-tree.ts";
import { patchToml } from "./patch-toml.ts";
import { readToml } from "./read-toml.ts";

const keys = ["aa", "b-b", "c_c", "dd", "ee"] as const;
const scalar = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.integer(),
  fc.boolean(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 4 }));
const written = fc.constantFrom(
  '"text # no comment"',
  "'raw \"text\"'",
  "17",
  "0x1F",
  "true",
  "[1, 2] ",
  "2026-01-02",
  '["a", "b=c"]',
);
const noise = fc.constantFrom("", "# a comment = 1", "  # [no] header", "\t");

/** A text of lines around keys, each with what surrounds it. */
const document = fc.record({
  lines: fc.uniqueArray(
    fc.record({
      key: fc.constantFrom(...keys),
      value: written,
      before: noise,
      space: fc.constantFrom("", "  "),
      after: fc.constantFrom("", " # kept? = 2"),
    }),
    { selector: ({ key }) => key, minLength: 1 },
  ),
  end: fc.constantFrom("\n", "\r\n"),
  isEnded: fc.boolean(),
  isMarked: fc.boolean(),
});

type Document = typeof document extends fc.Arbitrary<infer T> ? T : never;

function textOf({ lines, end, isEnded, isMarked }: Document): string {
  const all = lines.flatMap((one) => [
    one.before,
    `${one.space}${one.key}${one.space} = ${one.value}${one.after}`,
  ]);
  const table = ["[table]", 'aa = "of the table"', "[[list]]", "aa = 1", "[[list]]", "aa = 2"];
  return `${isMarked ? "\ufeff" : ""}${[...all, ...table].join(end)}${isEnded ? end : ""}`;
}

const plain = (text: string) => text.replace(/^\ufeff/, "");

/** The text as lines without the one that sets a key at the top. */
function withoutKey(text: string, key: string): string[] {
  const lines = text.split("\n");
  const top = lines.findIndex((line) => line.startsWith("[table]"));
  return lines.filter((line, at) => at > top || !new RegExp(`^\\ufeff?\\s*${key}\\s*=`).test(line));
}

describe("a change of single keys", () => {
  it("changes only the touched lines of app.toml, byte for byte", () => {
    fc.assert(
      fc.property(document, fc.constantFrom(...keys), fc.option(value), (made, key, wanted) => {
        const text = textOf(made);
        const before = readToml("", plain(text)).value;
        const { text: patched, refused } = patchToml(text, [{ path: [key], value: wanted }]);
        expect(refused).toBeNull();
        const { [key]: _gone, ...rest } = Object(before);
        const expected =
          wanted === null ? rest : { ...rest, [key]: JSON.parse(JSON.stringify(wanted)) };
        expect(readToml("", plain(patched ?? "")).value).toEqual(expected);
        expect(withoutKey(patched ?? "", key)).toEqual(withoutKey(text, key));
      }),
      { numRuns: 500 },
    );
  });

  it("reaches keys of tables and of lists of tables", () => {
    const patched = patchToml(goodApp, [
      { path: ["entrypoints", 1, "port"], value: 9001 },
      { path: ["entrypoints", 0, "primary"], value: null },
      { path: ["settings", 0, "help"], value: "Shown above" },
    ]);
    const lines = goodApp.split("\n");
    expect(patched.text?.split("\n")).toEqual([
      ...lines
        .filter((line) => line !== "primary = true")
        .map((line) => line.replace("9000", "9001"))
        .slice(0, -1),
      'help = "Shown above"',
      "",
    ]);
  });

  it("leaves a text alone whose values are what is wanted, however they are written", () => {
    const text = "a = 0x10 # sixteen\n";
    expect(patchToml(text, [{ path: ["a"], value: 16 }])).toEqual({ text, refused: null });
  });

  it.each([
    ["a value on several lines", 'a = """\nlong"""\n', ["a"]],
    ["a list on several lines", "a = [\n  1,\n]\n", ["a"]],
    ["an inline table", "a = {b = 1}\n", ["a"]],
    ["a key of an inline table", "a = {b = 1}\n", ["a", "b"]],
    ["a table", "[a]\nb = 1\n", ["a"]],
    ["a list of tables", "[[a]]\nb = 1\n", ["a"]],
    ["a key of a table that is not there", "b = 1\n", ["a", "b"]],
    ["a key that is written with dots", "a.b = 1\n", ["a"]],
    ["an item of a list", "a = [1]\n", ["a", 0]],
  ])("refuses %s, and changes nothing", (_what, text, path) => {
    const { text: patched, refused } = patchToml(text, [{ path, value: 2 }]);
    expect(patched).toBeNull();
    expect(refused?.key).toBe(path.join("."));
  });

  it("refuses what TOML has no form for", () => {
    for (const odd of [Number.NaN, "\ud800"]) {
      expect(patchToml("a = 1\n", [{ path: ["a"], value: odd }]).text).toBeNull();
    }
  });
});

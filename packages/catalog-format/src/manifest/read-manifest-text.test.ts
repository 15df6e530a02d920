import { describe, expect, test } from "vitest";
import { readManifestText } from "./read-manifest-text.ts";

describe("the text of a manifest", () => {
  test.each([
    ["YAML", "version: 1\nname: notes\n"],
    ["JSON", '{"version": 1,\n "name": "notes"}'],
  ])("is read as %s", (_form, text) => {
    expect(readManifestText(text)).toMatchObject({
      value: { version: 1, name: "notes" },
      problems: [],
    });
  });

  test("that cannot be read is told with its lines", () => {
    const { value, problems } = readManifestText("name: a\nname: b\nruntime: [\n");
    expect(value).toBeNull();
    expect(problems.length).toBeGreaterThan(1);
    expect(problems[0]).toMatch(/^line 2: Map keys must be unique/);
  });

  test("says at which line a problem is", () => {
    const { locate } = readManifestText("version: 1\nprocess:\n  argv:\n    - ''\nentry: 3\n");
    expect(locate("process.argv.0: is too short")).toBe("line 4: process.argv.0: is too short");
    expect(locate("process.env: is missing")).toBe("line 3: process.env: is missing");
    expect(locate("entry.service is needed")).toBe("entry.service is needed");
  });

  test("that stands for far more than was written is refused", () => {
    const doubled = Array.from(
      { length: 9 },
      (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`,
    );
    const { value, problems } = readManifestText(["a0: &a0 [x, x, x]", ...doubled].join("\n"));
    expect(value).toBeNull();
    expect(problems).toEqual([expect.stringMatching(/alias/i)]);
  });
});

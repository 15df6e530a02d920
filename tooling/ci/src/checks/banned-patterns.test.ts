import { describe, expect, test } from "vitest";
import { findBadNames, findBanned } from "./banned-patterns.ts";

const at = (path: string, text: string) => findBanned([{ path, text }]);
/** Written in two parts, so that this file itself holds nothing banned. */
const dot = (left: string, right: string) => `${left}.${right}`;

describe("a banned line is told with its place and what to write instead", () => {
  const planted: [string, string, string][] = [
    ["the environment outside env.ts", "packages/gate/src/decide.ts", dot("process", "env")],
    ["a focused test", "packages/gate/src/a.test.ts", `${dot("test", "only")}("x")`],
    ["a skipped test", "tooling/e2e/src/a.spec.ts", `${dot("describe", "skip")}("x")`],
    ["a retry", "packages/gate/src/a.test.ts", `test("x", { ${"retry"}: 2 })`],
    ["a sleep", "packages/gate/src/a.test.ts", `await ${"sleep"}(100)`],
    ["a pause", "packages/gate/src/a.test.ts", `await new ${"Promise"}((r) => setTimeout(r, 50))`],
    ["a written environment", "packages/gate/src/a.test.ts", `${dot("process", "env")}["A"] = "1"`],
    [
      "a cipher of its own",
      "packages/gate/src/a.ts",
      `${"create"}Cipheriv("aes-256-gcm", key, nonce)`,
    ],
    [
      "metadata of a photo passed on",
      "apps/worker/src/gallery/child/decode.ts",
      `  .${"keep"}Exif().webp()`,
    ],
    ["pixels outside a decoder", "apps/web/src/gallery/a.ts", `import sharp ${"from"} "sharp";`],
    [
      "a lock of a session",
      "packages/gallery/src/work/store.ts",
      `SELECT ${"pg_try"}_advisory_lock(1)`,
    ],
    ["a console line", "packages/gate/src/a.ts", `${dot("console", "log")}(1)`],
    ["a line left out of coverage", "packages/db/src/a.ts", `/* ${"v8"} ignore next */`],
    ["the end of the process", "apps/relay/src/drain.ts", `${dot("process", "exit")}(1)`],
    ["a whole module passed on", "packages/gate/src/index.ts", `export ${"*"} from "./a.ts";`],
    [
      "code of another package in the client",
      "packages/client/src/a.ts",
      'import { db } from "@homeport/db";',
    ],
    [
      "more of vaults than their core in the client",
      "packages/client/src/a.ts",
      'export { nodePrimitives } from "@homeport/vaults";',
    ],
    [
      "an import in the core of vaults",
      "packages/vaults/src/core/a.ts",
      'import { createHash } from "node:crypto";',
    ],
    ["a clock in the core of vaults", "packages/vaults/src/core/a.ts", dot("Date", "now()")],
  ];

  test.each(planted)("%s", (_what, path, line) => {
    const [problem] = at(path, `const one = 1;\n${line}\n`);
    expect(problem).toMatch(new RegExp(`^${path}:2: `));
  });
});

test("what is allowed in one place is not told there", () => {
  expect(at("apps/relay/src/env.ts", dot("process", "env"))).toEqual([]);
  expect(at("apps/relay/src/main.ts", `${dot("process", "exit")}(0)`)).toEqual([]);
  expect(at("apps/agent/src/commands/up.ts", `${dot("console", "log")}(1)`)).toEqual([]);
  expect(at("packages/client/src/a.ts", 'import type { AppRouter } from "@homeport/api";')).toEqual(
    [],
  );
  expect(
    at("packages/client/src/a.ts", 'import { readHash } from "@homeport/vaults/core";'),
  ).toEqual([]);
  expect(at("packages/gate/src/a.test.ts", `await ${dot("clock", "sleep")}(100)`)).toEqual([]);
});

test("a file whose name says nothing is told", () => {
  expect(findBadNames(["packages/gate/src/utils.ts"])).toHaveLength(1);
  expect(findBadNames(["packages/gate/src/helpers/one.ts"])).toHaveLength(1);
  expect(findBadNames(["packages/gate/src/readRequest.ts"])).toHaveLength(1);
  expect(
    findBadNames(["packages/gate/src/read-request.ts", "apps/web/src/app/[id]/page.tsx"]),
  ).toEqual([]);
});

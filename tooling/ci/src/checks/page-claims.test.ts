import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkoutFolder, listFiles, readFiles } from "../checkout.ts";
import { findFalseClaims, readKnownNames } from "./page-claims.ts";

const read = (path: string) => readFileSync(join(checkoutFolder, path), "utf8");
const known = readKnownNames(read);
const pages = readFiles(listFiles(), /^docs\/(multi-replica|runbooks\/.*|guides\/operating)\.md$/);

test("runbooks and the page of many replicas name only what there is", () => {
  expect(pages.length).toBeGreaterThanOrEqual(13);
  expect(findFalseClaims(pages, known)).toEqual([]);
});

test.each([
  ["a variable", "Set `HOMEPORT_MAX_REPLICA`.", "no process reads HOMEPORT_MAX_REPLICA"],
  ["a variable of a command", "```sh\nREDIS_URL=x HOMEPORT_X=1 pnpm ops leases\n```", "HOMEPORT_X"],
  ["a code", "It says `STORE_BUZY`.", "nobody answers with STORE_BUZY"],
  ["a metric", "Watch `homeport_db_pool_wishes`.", "nobody counts homeport_db_pool_wishes"],
  ["a script", "Run `pnpm opps leases`.", "pnpm opps is no script"],
])("%s that nothing has would be noticed", (_what, text, problem) => {
  expect(findFalseClaims([{ path: "docs/page.md", text }], known)).toEqual([
    expect.stringContaining(problem),
  ]);
});

test("the connections that the page of many replicas counts are what its formula says", () => {
  expect(miscounted(read("docs/multi-replica.md"))).toEqual([]);
  const wrong = read("docs/multi-replica.md").replace("| 168 | 178 |", "| 168 | 177 |");
  expect(miscounted(wrong)).toEqual([expect.stringContaining("177")]);
});

/** Rows of the table of connections that are not Σ (pool + 1), and ten more for operators and backups. */
function miscounted(page: string): string[] {
  const rows = [...page.matchAll(/^\| (\d+ web[^|]*) \| (\d+) \| (\d+) \|$/gm)];
  expect(rows.length).toBeGreaterThanOrEqual(3);
  return rows.flatMap(([row, replicas = "", sum, most]) => {
    const count = [...replicas.matchAll(/\d+/g)].reduce((total, [each]) => total + Number(each), 0);
    const needed = count * (20 + 1);
    return Number(sum) === needed && Number(most) === needed + 10 ? [] : [row];
  });
}

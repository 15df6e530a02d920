import { type TreeVerdict, validateChange, validateTree } from "@homeport/catalog-format";
import { formatProblem, type LintFormat } from "../catalog-lint/format-problem.ts";
import { readFolder } from "../catalog-lint/read-folder.ts";
import { type CommitRange, readRange } from "../catalog-lint/read-range.ts";
import { readerOf } from "../catalog-lint/read-tree.ts";
import { AgentError } from "../errors.ts";
import type { CommandContext } from "./context.ts";

export interface LintOptions {
  readonly changed?: CommitRange;
  readonly format: LintFormat;
  readonly strict?: true;
  readonly json?: true;
}

/**
 * `homeport catalog lint [folder]`: everything that is wrong with a data repository, by the very rules that a deployment takes
 * it over by. Throws CATALOG_PROBLEMS when there is anything, and CATALOG_UNREADABLE.
 */
export async function lintCatalog(
  ctx: CommandContext,
  folder: string,
  options: LintOptions,
): Promise<void> {
  const { changed, strict = false } = options;
  const verdict =
    changed === undefined ? await judgeFolder(folder) : await judgeRange(folder, changed);
  const { problems, problemCount } = verdict;
  const format = options.json === true ? "json" : options.format;
  if (format === "json") {
    const report = { problems, problemCount };
    ctx.output.result(report, JSON.stringify(report));
  } else for (const problem of problems) ctx.output.line(formatProblem(problem, format));
  const warnings = problems.filter(({ weight }) => weight === "warning").length;
  const count = strict ? problemCount : problemCount - warnings;
  if (count > 0) {
    throw new AgentError("CATALOG_PROBLEMS", { detail: `${count} in ${folder}` });
  }
  if (format === "text") ctx.output.line(`${folder} is in order`);
}

async function judgeFolder(folder: string): Promise<TreeVerdict> {
  const tree = await readFolder(folder);
  return validateTree(tree.items, { read: readerOf(tree) });
}

/** What was wrong before is not told again, but what the change does to other records is. */
async function judgeRange(folder: string, range: CommitRange): Promise<TreeVerdict> {
  const { before, change } = await readRange(folder, range);
  const accepted = validateTree(before.items, { read: readerOf(before) }).accept();
  return validateChange(accepted, change, { read: readerOf(change) });
}

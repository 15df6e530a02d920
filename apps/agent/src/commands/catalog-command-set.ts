import { type Command, InvalidArgumentError, Option } from "commander";
import { lintFormats } from "../catalog-lint/format-problem.ts";
import type { CommitRange } from "../catalog-lint/read-range.ts";
import { addCommand, type Run } from "./command-set.ts";
import { type LintOptions, lintCatalog } from "./lint-catalog.ts";

/** What is done to a catalog's data repository, without a server. */
export function addCatalogCommands(program: Command, run: Run): void {
  const catalog = program.command("catalog").description("a catalog's data repository");
  addCommand(catalog, "lint [folder]", "list everything that is wrong with its records")
    .option("--changed <base...head>", "only what head changes since it left base", commitRange)
    .addOption(
      new Option("--format <format>", "one line a problem, JSON, or for GitHub's runners")
        .choices(lintFormats)
        .default("text"),
    )
    .option("--strict", "take warnings for problems")
    .action(
      run((ctx, folder: string | undefined, options: LintOptions) =>
        lintCatalog(ctx, folder ?? ".", options),
      ),
    );
}

function commitRange(text: string): CommitRange {
  const [base = "", head = "", ...more] = text.split("...");
  if (base !== "" && head !== "" && more.length === 0) return { base, head };
  throw new InvalidArgumentError("Give two commits or branches, such as main...HEAD.");
}

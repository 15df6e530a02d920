import type { ErrorCode } from "./error-codes.ts";
import { withGeneratedPart } from "./generated-part.ts";
import type { ShowingTests } from "./showing-tests.ts";

/** The page with its table of codes made anew; what people wrote around it stays. */
export function withErrorCodes(page: string, codes: ErrorCode[], showing: ShowingTests): string {
  return withGeneratedPart(page, "codes", renderCodes(codes, showing));
}

function renderCodes(codes: ErrorCode[], showing: ShowingTests): string {
  const rows = codes.map((one) => {
    const { code, part, owner, status, retryable, retryAfterMs, message } = one;
    const shownBy = showing(one);
    const test = shownBy === null ? "–" : `\`${shownBy}\``;
    return `| \`${code}\` | \`${part}\` | ${owner} | ${status} | ${describeRetry(retryable, retryAfterMs)} | ${cell(message)} | ${test} |`;
  });
  return [
    "| code | part | whose | HTTP | again? | what a person reads | shown by |",
    "|---|---|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

/** A bar would end the cell, and an address would become a link. */
function cell(message: string): string {
  return message.replaceAll("|", "\\|").replaceAll(/https?:\/\/[^\s,]*[^\s,.]/g, "`$&`");
}

function describeRetry(retryable: boolean, retryAfterMs: number | undefined): string {
  if (!retryable) return "no";
  return retryAfterMs === undefined ? "yes" : `after ${retryAfterMs / 1_000} s`;
}

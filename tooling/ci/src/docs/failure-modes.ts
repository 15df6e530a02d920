import type { ErrorCode } from "./error-codes.ts";
import { withGeneratedPart } from "./generated-part.ts";

/** The page with its table of codes made anew; what people wrote around it stays. */
export function withErrorCodes(page: string, codes: ErrorCode[]): string {
  return withGeneratedPart(page, "codes", renderCodes(codes));
}

function renderCodes(codes: ErrorCode[]): string {
  const rows = codes.map(
    ({ code, part, owner, status, retryable, retryAfterMs, message }) =>
      `| \`${code}\` | \`${part}\` | ${owner} | ${status} | ${describeRetry(retryable, retryAfterMs)} | ${cell(message)} |`,
  );
  return [
    "| code | part | whose | HTTP | again? | what a person reads |",
    "|---|---|---|---|---|---|",
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

import { describeRecords, type FieldReference } from "@homeport/catalog-format";
import { withGeneratedPart } from "./generated-part.ts";

/** The guide of data repositories with the tables of all records, made from their schemas. */
export function withRecordReference(page: string): string {
  const parts = describeRecords().map(
    ({ title, path, fields }) => `### ${title}: \`${path}\`\n\n${tableOf(fields)}\n`,
  );
  return withGeneratedPart(page, "records", parts.join("\n"));
}

function tableOf(fields: readonly FieldReference[]): string {
  const rows = fields.map(
    ({ key, isRequired, form, meaning }) =>
      `| \`${key}\` | ${isRequired ? "yes" : ""} | ${form} | ${meaning} |`,
  );
  return ["| key | needed | what may stand there | meaning |", "|---|---|---|---|", ...rows].join(
    "\n",
  );
}

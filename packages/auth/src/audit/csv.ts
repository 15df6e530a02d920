import type { AuditEntry } from "./entry.ts";

const columns: readonly (readonly [string, (entry: AuditEntry) => string | null])[] = [
  ["at", (entry) => entry.at.toISOString()],
  ["actor_kind", (entry) => entry.actor.kind],
  ["actor_id", (entry) => entry.actor.id],
  ["actor_name", (entry) => entry.actor.name],
  ["actor_email", (entry) => entry.actor.email],
  ["action", (entry) => entry.action],
  ["target_kind", (entry) => entry.target.kind],
  ["target_id", (entry) => entry.target.id],
  ["target_name", (entry) => entry.target.name],
  ["outcome", (entry) => entry.outcome],
  ["error_code", (entry) => entry.errorCode],
  ["address", (entry) => entry.address],
  ["request_id", (entry) => entry.requestId],
  ["detail", (entry) => JSON.stringify(entry.detail)],
];

/** The first line of a CSV file (RFC 4180). */
export const csvHead = lineOf(columns.map(([name]) => name));

export function csvLine(entry: AuditEntry): string {
  return lineOf(columns.map(([, read]) => read(entry) ?? ""));
}

function lineOf(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

/**
 * One cell, always quoted. What a spreadsheet would take for a formula gets an apostrophe before it: names are chosen
 * by people, and a file that somebody opens must not run what they wrote.
 */
export function csvCell(text: string): string {
  const harmless = /^[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}

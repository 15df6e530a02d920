import type { Inputs, Outputs } from "../data/router-types.ts";
import { auditFilePath, vaultAuditFilePath } from "../paths.ts";

export type AuditRow = Outputs["audit"]["list"]["items"][number];

/** What is typed and chosen above the list. Days are those of UTC, as the list shows them. */
export interface AuditFilter {
  actor: string;
  /** How an action begins; empty for all. */
  action: string;
  target: string;
  /** yyyy-mm-dd, or empty. */
  fromDay: string;
  /** The last day that is shown. */
  toDay: string;
}

export const everything: AuditFilter = {
  actor: "",
  action: "",
  target: "",
  fromDay: "",
  toDay: "",
};

const dayMs = 24 * 60 * 60_000;

export function auditListInput(filter: AuditFilter): Inputs["audit"]["list"] {
  const { actor, action, target, from, to } = narrowed(filter);
  return {
    ...(actor === undefined ? {} : { actor }),
    ...(action === undefined ? {} : { action }),
    ...(target === undefined ? {} : { target }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

/** Where the same rows come as a file. */
export function auditFileOf(filter: AuditFilter): string {
  return auditFilePath(fileQuery(filter));
}

/** The same of what was done to vaults of all organizations. */
export function vaultAuditFileOf(filter: AuditFilter): string {
  return vaultAuditFilePath(fileQuery(filter));
}

function fileQuery(filter: AuditFilter): Record<string, string | undefined> {
  const { from, to, ...rest } = narrowed(filter);
  return { ...rest, from: from?.toISOString(), to: to?.toISOString() };
}

export function isEverything(filter: AuditFilter): boolean {
  return Object.values(filter).every((value) => value.trim() === "");
}

export function nextAuditCursor(page: Outputs["audit"]["list"]): string | undefined {
  return page.nextCursor ?? undefined;
}

function narrowed(filter: AuditFilter) {
  const text = (value: string) => (value.trim() === "" ? undefined : value.trim());
  const from = startOf(filter.fromDay);
  const last = startOf(filter.toDay);
  return {
    actor: text(filter.actor),
    action: text(filter.action),
    target: text(filter.target),
    from,
    to: last === undefined ? undefined : new Date(last.getTime() + dayMs),
  };
}

function startOf(day: string): Date | undefined {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T00:00:00Z`) : undefined;
  return at === undefined || Number.isNaN(at.getTime()) ? undefined : at;
}

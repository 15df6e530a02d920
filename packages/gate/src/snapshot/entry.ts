import { compileRules } from "../rule/compile-rules.ts";
import type { CompiledRules } from "../rule/compiled-rule.ts";
import type { AppRow, DeliveryEntry, IdentityEntry } from "./app-row.ts";

/** One app as the gate sees it. What changes often (status, counters) is never kept here. */
export interface AppEntry {
  readonly appId: string;
  readonly organizationId: string;
  readonly organizationSlug: string;
  /** Null for an external app: no tunnel leads to it. */
  readonly hostId: string | null;
  readonly ownerUserId: string | null;
  readonly name: string;
  readonly title: string;
  /** Whether the agent of its host runs it, so that it may have to be started. */
  readonly isManaged: boolean;
  readonly carrier: "tunnel" | "external";
  /** The primary one first. */
  readonly hostnames: readonly string[];
  /** Null when a row is damaged: nobody passes. */
  readonly rules: CompiledRules | null;
  readonly allowedOrigins: ReadonlySet<string>;
  /** The public part of the identity in whose name the app runs. */
  readonly identity: IdentityEntry | null;
  /** How the relay carries requests; null when the row is missing or damaged. */
  readonly delivery: DeliveryEntry | null;
  readonly version: bigint;
}

/** Compiles one row. Pure. */
export function compileApp(row: AppRow): AppEntry {
  return Object.freeze({
    appId: row.app_id,
    organizationId: row.organization_id,
    organizationSlug: row.organization_slug,
    hostId: row.host_id,
    ownerUserId: row.owner_user_id,
    name: row.name,
    title: row.title,
    isManaged: row.runtime !== "none",
    carrier: row.carrier,
    hostnames: row.hostnames,
    rules: compileRules(row.rules),
    allowedOrigins: new Set(row.allowed_origins),
    identity: row.identity,
    delivery: row.delivery,
    version: row.version,
  });
}

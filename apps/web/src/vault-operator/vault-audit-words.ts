import type { AuditRow } from "../audit/audit-filter.ts";
import type { Option } from "../design/select.tsx";

/** Acts on vaults, by how they begin. */
export const vaultActs: readonly Option<string>[] = [
  { value: "all", label: "Everything" },
  { value: "vault.create", label: "Created" },
  { value: "vault.rename", label: "Renamed" },
  { value: "vault.pause", label: "Paused" },
  { value: "vault.unpause", label: "Unpaused" },
  { value: "vault.retain", label: "Retained" },
  { value: "vault.check", label: "Checked now" },
  { value: "vault.key-rotate", label: "Server key rotated" },
  { value: "vault.verify", label: "Verified" },
  { value: "vault.denied", label: "Refused" },
];

/** What somebody gave as the reason; for what was refused, what they had asked for. */
export function reasonWords({ action, detail }: Pick<AuditRow, "action" | "detail">): string {
  const given = action === "vault.denied" ? detail["action"] : detail["reason"];
  return typeof given === "string" ? given : "–";
}

/** What changed, as far as the entry says both. */
export function changeWords({ detail }: Pick<AuditRow, "detail">): string {
  const { before, after } = detail;
  return typeof before === "string" && typeof after === "string" ? `${before} → ${after}` : "–";
}

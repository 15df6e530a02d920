import type { Option } from "../design/select.tsx";
import type { AuditRow } from "./audit-filter.ts";

/** Kinds of actions by how they begin; the empty one is all of them. */
export const actionGroups: readonly Option<string>[] = [
  { value: "all", label: "Everything" },
  { value: "user.", label: "Accounts and sign-in" },
  { value: "session.", label: "Sessions" },
  { value: "device.", label: "Paired devices" },
  { value: "cli.", label: "Command line" },
  { value: "two-factor.", label: "Second factors" },
  { value: "passkey.", label: "Passkeys" },
  { value: "wallet.", label: "Wallets" },
  { value: "key.", label: "API keys" },
  { value: "member.", label: "Members" },
  { value: "host.", label: "Hosts" },
  { value: "code.", label: "Enrolment codes" },
  { value: "app.", label: "Apps" },
  { value: "rule.", label: "Access rules" },
  { value: "address.", label: "Addresses" },
  { value: "link.", label: "Share links" },
  { value: "identity.", label: "Identities" },
  { value: "delivery.", label: "Delivery" },
  { value: "image.", label: "Photos" },
  { value: "album.", label: "Albums" },
  { value: "tag.", label: "Photo tags" },
  { value: "gallery.", label: "Gallery settings" },
  { value: "access.", label: "Refused changes" },
  { value: "audit.", label: "Exports" },
  { value: "vault.", label: "Vaults" },
  { value: "operator.", label: "Operators" },
  { value: "fleet.", label: "Drained replicas" },
  { value: "lease.", label: "Expired leases" },
  { value: "job.", label: "Jobs" },
  { value: "schedule.", label: "Schedules" },
];

/** Who acted, as a person knows them. */
export function actorWords({ kind, id, name }: AuditRow["actor"]): string {
  switch (kind) {
    case "user":
      return name ?? "Somebody who is gone";
    case "host":
      return `Host ${shortId(id)}`;
    case "operator-key":
      return `Operator's key ${shortId(id)}`;
    case "system":
      return id ?? "Homeport";
    case "anonymous":
      return "A stranger";
  }
}

/** What it was done to: its name where it has one, else its kind and the end of its id. */
export function targetWords({ target, detail }: Pick<AuditRow, "target" | "detail">): string {
  const { kind, id, name } = target;
  const email = detail["email"];
  const invited = kind === "invitation" && typeof email === "string" ? email : null;
  return name ?? invited ?? `${kind.replaceAll("-", " ")} ${shortId(id)}`;
}

/** The end of an id, which differs where the beginning tells only the time. */
function shortId(id: string | null): string {
  return id === null ? "" : id.length <= 12 ? id : `…${id.slice(-8)}`;
}

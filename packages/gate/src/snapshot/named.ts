import type { Topic } from "@homeport/coordination";
import type { AppEntry } from "./entry.ts";

/** Which apps have to be read: those named, and every app of the organizations named; or all there are. */
export type Named =
  | "all"
  | {
      readonly appIds: ReadonlySet<string>;
      /** An identity is announced by its organization: becoming the default changes apps that never named it. */
      readonly organizationIds: ReadonlySet<string>;
    };

const nobody: ReadonlySet<string> = new Set();

export function namedBy(topic: Topic, key: string): Named {
  const one = new Set([key]);
  return topic === "identity"
    ? { appIds: nobody, organizationIds: one }
    : { appIds: one, organizationIds: nobody };
}

/** What covers both. Pure. */
export function joinNamed(left: Named | null, right: Named): Named {
  if (left === null) return right;
  if (left === "all" || right === "all") return "all";
  return {
    appIds: new Set([...left.appIds, ...right.appIds]),
    organizationIds: new Set([...left.organizationIds, ...right.organizationIds]),
  };
}

/** Whether a read of these reads that app. */
export function isNamed(named: Named, app: Pick<AppEntry, "appId" | "organizationId">): boolean {
  if (named === "all") return true;
  return named.appIds.has(app.appId) || named.organizationIds.has(app.organizationId);
}

/** A change, as the registry spells it. */
export function changeKey(topic: "app.gate" | "identity", key: string): string {
  return `${topic} ${key}`;
}

/** The changes that a read of these has taken in; null for every one. */
export function changeKeysOf(named: Named): readonly string[] | null {
  if (named === "all") return null;
  return [
    ...[...named.appIds].map((id) => changeKey("app.gate", id)),
    ...[...named.organizationIds].map((id) => changeKey("identity", id)),
  ];
}

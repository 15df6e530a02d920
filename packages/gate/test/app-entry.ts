import type { AppEntry } from "../src/index.ts";
import { compileRules } from "../src/rule/compile-rules.ts";
import type { AccessLevel } from "../src/rule/rule.ts";

/** An app as the snapshot holds it, answering at `<appId>.localhost`. */
export function appEntry(
  appId: string,
  more: Partial<AppEntry> & { level?: AccessLevel } = {},
): AppEntry {
  const { level = "members", ...rest } = more;
  return {
    appId,
    organizationId: "org",
    organizationSlug: "home",
    hostId: "host",
    ownerUserId: null,
    name: appId,
    title: appId,
    isManaged: false,
    carrier: "tunnel",
    hostnames: [`${appId}.localhost`],
    rules: compileRules([{ path: "/", match: "prefix", level }]),
    allowedOrigins: new Set(),
    identity: null,
    delivery: null,
    version: 1n,
    ...rest,
  };
}

import { shownAddress } from "./address-link.tsx";
import type { AppDetail } from "./app-types.ts";
import { levels } from "./levels.ts";
import type { RouteStop } from "./route-line.tsx";

/** The stops between a visitor and an app. Whether the target answers is known only to a visit. */
export function routeOf(
  app: Pick<
    AppDetail,
    | "name"
    | "protocol"
    | "url"
    | "hostname"
    | "level"
    | "hostName"
    | "hostOnline"
    | "target"
    | "maintenance"
  >,
): RouteStop[] {
  const beyond = app.hostOnline ? (app.maintenance ? "held" : null) : "no";
  return [
    wayIn(app),
    {
      kind: "gate",
      label: "Gate",
      value: app.level === null ? "No rule" : levels[app.level].label,
      reached: app.level === null ? "no" : "yes",
    },
    {
      kind: "host",
      label: "Host",
      value: app.hostName,
      reached: beyond ?? "yes",
    },
    {
      kind: "target",
      label: "Target on the host",
      value: app.target ?? "Chosen by the host",
      reached: beyond ?? "unknown",
    },
  ];
}

/** An app that speaks no HTTP has an address in name only. */
function wayIn(app: Pick<AppDetail, "name" | "protocol" | "url" | "hostname">): RouteStop {
  if (app.protocol === "tcp") {
    return {
      kind: "address",
      label: "Command",
      value: `homeport connect ${app.name}`,
      reached: "yes",
    };
  }
  return {
    kind: "address",
    label: "Address",
    value: app.url === null || app.hostname === null ? "None" : shownAddress(app.url, app.hostname),
    reached: app.url === null ? "no" : "yes",
  };
}

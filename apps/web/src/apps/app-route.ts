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
    | "carrier"
    | "isVerified"
  >,
): RouteStop[] {
  if (app.carrier === "external") {
    return externalRoute(app);
  }
  const beyond = app.hostOnline ? (app.maintenance ? "held" : null) : "no";
  return [
    wayIn(app),
    gateStop(app),
    {
      kind: "host",
      label: "Host",
      value: app.hostName ?? "None",
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

/** Its own proxy carries a visit, and only asks the gate. */
function externalRoute(
  app: Pick<AppDetail, "name" | "protocol" | "url" | "hostname" | "level" | "isVerified">,
): RouteStop[] {
  const asked = app.isVerified ? gateStop(app) : { ...gateStop(app), reached: "no" as const };
  return [
    wayIn(app),
    { kind: "host", label: "Proxy", value: "Your own, which asks the gate", reached: "unknown" },
    asked,
    { kind: "target", label: "App", value: "Behind that proxy", reached: "unknown" },
  ];
}

function gateStop({ level }: Pick<AppDetail, "level">): RouteStop {
  return {
    kind: "gate",
    label: "Gate",
    value: level === null ? "No rule" : levels[level].label,
    reached: level === null ? "no" : "yes",
  };
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

import { isManaged } from "../lifecycle/managed-state.ts";
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
    | "runtime"
    | "status"
    | "autostart"
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
      ...targetStop(app),
      ...(beyond === null ? {} : { reached: beyond }),
    },
  ];
}

/** What a visit meets on the host: a port of which only that visit will know, or an app whose state is known. */
function targetStop({
  target,
  ...app
}: Pick<AppDetail, "target" | "runtime" | "status" | "autostart">): Omit<RouteStop, "kind"> {
  if (!isManaged(app)) {
    return {
      label: "Target on the host",
      value: target ?? "Chosen by the host",
      reached: "unknown",
    };
  }
  const label = app.runtime === "compose" ? "App, by Docker Compose" : "App, a program";
  switch (app.status) {
    case "running":
      return { label, value: "Running", reached: "yes" };
    case "stopped":
      return app.autostart
        ? { label, value: "Started by a visit", reached: "waits" }
        : { label, value: "Stopped", reached: "no" };
    case "failed":
      return { label, value: "Failed", reached: "no" };
    default:
      return { label, value: "Not ready yet", reached: "waits" };
  }
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

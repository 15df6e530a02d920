import type { ActingPurpose, AppEntry } from "@homeport/gate";
import { RelayError } from "../errors.ts";
import { answerStatus } from "../host-check/answer-status.ts";
import { answerLog } from "../host-log/answer-log.ts";
import type { Asked } from "../listen/asked.ts";
import { carryTo } from "../listen/carry-to.ts";
import type { VisitDeps } from "../listen/visit-deps.ts";
import type { HostPath } from "./host-path.ts";
import { admitReader, type HostWord, ownReader } from "./host-reader.ts";
import type { PathRequest } from "./path-door.ts";

/**
 * What the relay and the agent answer themselves under a host, for whoever may read it; its log is for who may manage it,
 * and that of an app for who may operate apps.
 */
export type HostTool =
  | { readonly kind: "whoowns" }
  /** `app` is a name or an id; null stands for the host's default app, should it have one. */
  | { readonly kind: "status"; readonly app: string | null }
  /** The newest lines of an app that the host runs, by name or id; null stands for the agent itself. */
  | { readonly kind: "log"; readonly lines: number; readonly app: string | null }
  | { readonly kind: "echo"; readonly target: string; readonly prefix: string };

const echoHeadMs = 120_000;
const usualLines = 200;
const mostLines = 1_000;

/** The tool that a path names; null when it is an app's. */
export function readHostTool({ appName, target, prefix }: HostPath): HostTool | null {
  if (appName !== null) return null;
  const [path, query = ""] = target.split("?", 2);
  if (path === "/_whoowns") return { kind: "whoowns" };
  if (path === "/_status") return { kind: "status", app: new URLSearchParams(query).get("app") };
  if (path === "/_log") return { kind: "log", ...readLogQuery(query) };
  const rest = /^\/_echo(\/.*)$/s.exec(target)?.[1];
  return rest === undefined ? null : { kind: "echo", target: rest, prefix: `${prefix}/_echo` };
}

/** Whose lines a query asks for, and how many; what is no such number asks for the usual count. */
function readLogQuery(query: string): { readonly lines: number; readonly app: string | null } {
  const asked = new URLSearchParams(query);
  const lines = asked.get("lines") ?? "";
  const isCount = /^[1-9]\d{0,3}$/.test(lines);
  return {
    lines: isCount ? Math.min(Number(lines), mostLines) : usualLines,
    app: asked.get("app"),
  };
}

/** The purpose of tickets that count for a tool, and the word that it takes. */
function doorOf(tool: HostTool): {
  readonly purpose: ActingPurpose | null;
  readonly word: HostWord;
} {
  if (tool.kind === "log") {
    return { purpose: "host.log", word: tool.app === null ? "host.manage" : "app.operate" };
  }
  return { purpose: tool.kind === "status" ? "host.check" : null, word: "host.read" };
}

/**
 * Serves a tool of a host. Throws HOST_NOT_FOUND for a host that is unknown or none of the caller's, NOT_ALLOWED
 * without the word (see `doorOf`), and NOT_FOUND for an app that the host does not have.
 */
export async function serveHostTool(
  deps: VisitDeps,
  asked: Asked,
  input: { readonly tool: HostTool; readonly hostId: string; readonly request: PathRequest },
): Promise<void> {
  const { tool, hostId, request } = input;
  const { visit } = asked;
  const isProbe = tool.kind === "echo" && deps.probe.admits(hostId, request.token);
  const reader = isProbe
    ? ownReader(visit)
    : await admitReader(deps, visit, { hostId, request, ...doorOf(tool) });
  visit.gateMs = visit.elapsedMs();
  if (visit.gone) return;
  if (tool.kind === "whoowns") return await answerOwners(deps, asked, hostId);
  if (tool.kind === "log") {
    const appId = tool.app === null ? null : findManaged(deps, hostId, tool.app);
    return await answerLog(deps, asked, { hostId, lines: tool.lines, appId, watch: reader.watch });
  }
  if (tool.kind === "status") {
    const app = findApp(deps, hostId, tool.app, reader.defaultAppId);
    return await answerStatus(deps, asked, { hostId, app, watch: reader.watch });
  }
  await carryTo(deps, asked, {
    ...{ hostId, appId: "", kind: "echo", openTarget: "" },
    ...{ target: tool.target, prefix: tool.prefix, admitted: request.rawHeaders },
    hostHeader: asked.arrival.host,
    limits: { answerHeadMs: echoHeadMs, maxRequestBytes: null },
    sharing: "",
    pace: null,
    wake: null,
    enter: () => () => {},
    watch: reader.watch,
  });
}

/** The app that a check was asked for, by name or id; else the default one, or null where there is none. */
function findApp(
  deps: VisitDeps,
  hostId: string,
  asked: string | null,
  defaultAppId: string | null,
): AppEntry | null {
  const apps = deps.gate.current().byHost.get(hostId);
  const byId = (appId: string | null) =>
    [...(apps?.values() ?? [])].find((app) => app.appId === appId);
  if (asked === null) return byId(defaultAppId) ?? null;
  const found = apps?.get(asked) ?? byId(asked);
  if (found === undefined) throw new RelayError("NOT_FOUND");
  return found;
}

/** The id of an app that the host runs; what listens on a port has no log here. */
function findManaged(deps: VisitDeps, hostId: string, asked: string): string {
  const app = findApp(deps, hostId, asked, null);
  if (app?.isManaged !== true) throw new RelayError("NOT_FOUND");
  return app.appId;
}

/** Which relays hold tunnels of the host, as this relay knows it. */
async function answerOwners(deps: VisitDeps, asked: Asked, hostId: string): Promise<void> {
  const { visit, visitor } = asked;
  const { method, requestId } = visit.start;
  if (method !== "GET" && method !== "HEAD") throw new RelayError("METHOD_REFUSED");
  const { owners, standing } = await deps.owners.find(hostId);
  if (owners.length === 0) {
    visit.offline = await deps.offline.read(hostId);
    visit.reason = visit.offline?.reason ?? null;
    throw new RelayError("HOST_OFFLINE");
  }
  const shown = owners.map(({ relayId, epoch, record }) => {
    const { run, slot, wire, connectedAtMs, agentVersion, draining } = record;
    return { relayId, epoch, run, slot, wire, connectedAtMs, agentVersion, draining };
  });
  const headers = [
    ...["Content-Type", "application/json; charset=utf-8", "Cache-Control", "no-store"],
    ...["X-Content-Type-Options", "nosniff", "X-Request-Id", requestId],
  ];
  const body = { relayId: deps.ownId(), standing, owners: shown };
  visitor.send({ status: 200, headers, body: `${JSON.stringify(body)}\n` });
}

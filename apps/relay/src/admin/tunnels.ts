import type { ServerResponse } from "node:http";
import type { Directory, listTunnels, TunnelStatus } from "@homeport/hosts";
import {
  constantTimeEqual,
  errorBody,
  newId,
  type OpsRoute,
  PlatformError,
  toHomeportError,
} from "@homeport/platform";
import { z } from "zod";
import { RelayError } from "../errors.ts";
import type { LiveTunnel } from "../tunnels/live-tunnel.ts";

export interface AdminTunnelsDeps {
  readonly ownId: () => string;
  /** `HOMEPORT_ADMIN_SECRET`; without it the list is closed. */
  readonly secret: string | undefined;
  readonly nowMs: () => number;
  readonly tunnels: () => Iterable<LiveTunnel>;
  readonly directory: Pick<Directory, "lookup">;
  /** Names and pages them; the hosts' own verb. */
  readonly list: (input: Parameters<typeof listTunnels>[1]) => ReturnType<typeof listTunnels>;
}

const querySchema = z.object({
  scope: z.enum(["local", "fleet"]).default("local"),
  host: z.string().max(64).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).optional(),
  cursor: z.string().max(1_024).optional(),
});

/**
 * `GET /admin/tunnels` on the ops listener, for machines that know the secret: what this relay holds, or with
 * `scope=fleet` what the directory has of all relays, in which what other relays count is null.
 */
export function adminTunnelsRoute(deps: AdminTunnelsDeps): OpsRoute {
  return async (request, response) => {
    const requestId = newId();
    try {
      authorize(request.headers.authorization, deps.secret);
      const query = readQuery(request.url ?? "");
      const page = await deps.list({
        own: [...deps.tunnels()].map((tunnel) => statusOf(deps, tunnel)),
        fleet: query.scope === "fleet" ? deps.directory : null,
        hostId: query.host,
        limit: query.limit,
        cursor: query.cursor,
      });
      send(response, 200, { relayId: deps.ownId(), ...page });
    } catch (error) {
      send(response, toHomeportError(error).status, errorBody(error, requestId));
    }
  };
}

/** A caller without a credential learns nothing, not even whether a secret is set. */
function authorize(header: string | undefined, secret: string | undefined): void {
  const sent = /^Bearer (.+)$/.exec(header ?? "")?.[1];
  if (sent === undefined) throw new PlatformError("UNAUTHORIZED", { publicMessage: bearerNeeded });
  if (secret === undefined) throw new RelayError("ADMIN_CLOSED");
  if (!constantTimeEqual(sent, secret)) {
    throw new PlatformError("UNAUTHORIZED", { publicMessage: bearerNeeded });
  }
}

const bearerNeeded = "This list needs the operator's secret as a bearer token.";

function readQuery(url: string): z.infer<typeof querySchema> {
  const params = new URL(url, "http://ops.invalid").searchParams;
  const parsed = querySchema.safeParse(Object.fromEntries(params));
  if (!parsed.success) throw new PlatformError("INPUT_INVALID");
  return parsed.data;
}

function statusOf(deps: AdminTunnelsDeps, tunnel: LiveTunnel): TunnelStatus {
  const status = tunnel.mux.status();
  const retired = tunnel.state === "retired" && status.state !== "closed";
  return {
    hostId: tunnel.hostId,
    relayId: deps.ownId(),
    epoch: tunnel.epoch,
    run: tunnel.run,
    slot: tunnel.slot,
    wire: tunnel.wire,
    agentVersion: tunnel.agentVersion,
    connectedAtMs: tunnel.connectedAtMs,
    pendingRequests: tunnel.pendingRequests,
    activeStreams: status.activeStreams,
    lastHeardMs: Math.round(deps.nowMs() - status.silentMs),
    rttMs: status.rttMs,
    bytesIn: status.bytesIn,
    bytesOut: status.bytesOut,
    windowBytes: status.windowBytes,
    state: retired ? "draining" : status.state,
  };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    "Content-Type": "application/json; charset=utf-8",
    "Cache-Control": "no-store",
  });
  response.end(response.req.method === "HEAD" ? undefined : `${JSON.stringify(body)}\n`);
}

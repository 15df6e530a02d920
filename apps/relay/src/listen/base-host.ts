import { protocolVersion } from "@homeport/tunnel";
import { isConnectTarget, readConnectRequest } from "../connect-door/connect-request.ts";
import { RelayError } from "../errors.ts";
import { wantsPage } from "../pages/wants-page.ts";
import type { Asked } from "./asked.ts";

export interface BaseHostOptions {
  readonly webUrl: URL;
  /** The apps host without a label. */
  readonly appsUrl: URL;
  readonly minAgentVersion: string;
}

/** The apps host itself, where no app lives: agents, discovery, and the way to the console. */
export interface BaseHost {
  readonly hostname: string;
  /** Answers, or throws RelayError. */
  answer(asked: Asked): void;
}

export function createBaseHost(options: BaseHostOptions): BaseHost {
  const { webUrl, appsUrl, minAgentVersion } = options;
  const discovery = `${JSON.stringify({
    webUrl: webUrl.origin,
    relayUrl: appsUrl.origin,
    protocols: [protocolVersion],
    minAgentVersion,
  })}\n`;

  return {
    hostname: appsUrl.hostname,
    answer({ visit, visitor, request, arrival }) {
      const { method, target, upgrade } = visit.start;
      const path = target.split("?", 1)[0];
      const requestId = ["X-Request-Id", arrival.requestId];
      if (path === "/tunnel") {
        visit.route = "tunnel";
        throw new RelayError(target.includes("?") ? "BAD_REQUEST" : "UPGRADE_REQUIRED");
      }
      if (isConnectTarget(target)) {
        visit.route = "connect";
        const asked = readConnectRequest({
          method,
          target,
          rawHeaders: request.rawHeaders,
          upgrade,
        });
        throw new RelayError(asked.kind === "refuse" ? asked.code : "UPGRADE_REQUIRED");
      }
      if (path === "/.well-known/homeport" && (method === "GET" || method === "HEAD")) {
        const headers = ["Content-Type", "application/json; charset=utf-8", ...requestId];
        visitor.send({ status: 200, headers, body: discovery });
        return;
      }
      if (!wantsPage({ method, rawHeaders: request.rawHeaders, upgrade })) {
        throw new RelayError("NOT_FOUND");
      }
      const headers = ["Location", `${webUrl.origin}/`, "Cache-Control", "no-store", ...requestId];
      visitor.send({ status: 302, headers, body: "" });
    },
  };
}

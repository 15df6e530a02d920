import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Socket } from "node:net";
import type { Clock } from "@homeport/platform";
import { linkUpgradeToken, rawWire, type Wire } from "@homeport/tunnel";
import { RelayError } from "../errors.ts";

export interface DialPeerOptions {
  readonly internalUrl: string;
  readonly clock: Pick<Clock, "after">;
  readonly deadlineMs: number;
  /** Who signed the certificates of peers with an https address; the system's own list without it. */
  readonly ca?: Buffer | undefined;
}

/** Opens the raw wire of a link. Rejects with PEER_UNREACHABLE within the deadline. */
export function dialPeer(options: DialPeerOptions): Promise<Wire> {
  const url = new URL(options.internalUrl);
  const secure = url.protocol === "https:";
  const dialled = Promise.withResolvers<Wire>();
  const request = (secure ? httpsRequest : httpRequest)({
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? (secure ? 443 : 80) : Number(url.port),
    path: "/",
    agent: false,
    headers: { Host: url.host, Connection: "Upgrade", Upgrade: linkUpgradeToken },
    ...(secure && options.ca !== undefined ? { ca: options.ca } : {}),
  });
  const fail = (detail: string) => {
    request.destroy();
    dialled.reject(new RelayError("PEER_UNREACHABLE", { detail }));
  };
  const timer = options.clock.after(options.deadlineMs, () => fail("no answer in time"));
  request.on("upgrade", (_response, socket: Socket, head: Buffer) => {
    timer.cancel();
    dialled.resolve(rawWire(socket, head));
  });
  request.on("response", () => fail("the peer speaks no links"));
  request.on("error", (error) => {
    timer.cancel();
    fail(error.message);
  });
  request.end();
  return dialled.promise;
}

import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { RelayError } from "../errors.ts";
import { readUpTo } from "../host-check/read-up-to.ts";
import type { OwnListener } from "./own-listener.ts";
import type { ProbeHost } from "./probe-host.ts";

/**
 * Posts `bytes` to the probe host's echo at this process's own listener, as a program would. Rejects with ECHO_BROKEN
 * unless the same bytes come back, and with the signal's reason.
 */
export async function askEcho(
  listener: OwnListener,
  probe: Pick<ProbeHost, "hostId" | "token">,
  bytes: Buffer,
  signal: AbortSignal,
): Promise<void> {
  const { host, port, secure, hostHeader } = listener;
  const request = (secure ? httpsRequest : httpRequest)({
    ...{ host, port, method: "POST", path: `/hosts/${probe.hostId}/_echo/echo` },
    ...{ agent: false, signal, rejectUnauthorized: false },
    headers: {
      ...{ Host: hostHeader, "X-Homeport-Key": probe.token },
      "Content-Length": bytes.length,
    },
  });
  // What goes wrong behind the head is told by the answer itself.
  request.on("error", () => {});
  const answered = once(request, "response");
  request.end(bytes);
  const [response]: IncomingMessage[] = await answered;
  if (response === undefined) throw new RelayError("ECHO_BROKEN", { detail: "no answer" });
  const body = await readUpTo(response, bytes.length);
  if (response.statusCode === 200 && body.equals(bytes)) return;
  const code = response.headers["x-homeport-error"] ?? "no code";
  const detail = `status ${response.statusCode}, ${String(code)}, ${body.length} bytes`;
  throw new RelayError("ECHO_BROKEN", { detail });
}

import type { IncomingMessage, ServerResponse } from "node:http";
import type { ApiRequest } from "@homeport/api";
import { PlatformError } from "@homeport/platform";
import { toHeaders } from "./fetch-bridge.ts";
import type { RequestPeer } from "./mount.ts";

/** Throws METHOD_NOT_ALLOWED. */
export function allow(request: IncomingMessage, response: ServerResponse, methods: string): void {
  if (methods.split(", ").includes(request.method ?? "")) return;
  response.setHeader("Allow", methods);
  throw new PlatformError("METHOD_NOT_ALLOWED");
}

/** A request as the plain routes of the API are asked. */
export function askedOf(
  request: IncomingMessage,
  response: ServerResponse,
  { address, requestId }: RequestPeer,
): ApiRequest {
  return {
    headers: toHeaders(request),
    address,
    requestId,
    setCookie: (value) => void response.appendHeader("Set-Cookie", value),
  };
}

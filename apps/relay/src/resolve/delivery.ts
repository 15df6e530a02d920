import { permissionsOf } from "@homeport/auth";
import { type AppEntry, type DeliveryEntry, type Passed, personOf } from "@homeport/gate";
import { writeTargetText } from "@homeport/tunnel";
import { RelayError } from "../errors.ts";

/**
 * How an admitted request is to be delivered. Throws RelayError when the app takes none: it speaks no HTTP,
 * it is under maintenance, or the declared body is too large.
 */
export function readDelivery(passed: Passed, declaredBytes: number | null): DeliveryEntry {
  const { delivery } = passed.app;
  if (delivery === null || delivery.protocol !== "http") throw new RelayError("NOT_HTTP");
  if (delivery.maintenance && !mayOperate(passed.app, passed.principal))
    throw new RelayError("MAINTENANCE");
  const { maxRequestBytes } = delivery;
  if (maxRequestBytes !== null && (declaredBytes ?? 0) > maxRequestBytes) {
    throw new RelayError("BODY_TOO_LARGE");
  }
  return delivery;
}

/** How a TCP connection to an app is to be delivered. Throws NOT_TCP and MAINTENANCE. */
export function readTcpDelivery(app: AppEntry, principal: Passed["principal"]): DeliveryEntry {
  const { delivery } = app;
  if (delivery === null || delivery.protocol !== "tcp") throw new RelayError("NOT_TCP");
  if (delivery.maintenance && !mayOperate(app, principal)) throw new RelayError("MAINTENANCE");
  return delivery;
}

/** What a stream asks of the agent: the target, and how it is to be connected. */
export function openTargetOf(delivery: DeliveryEntry): string {
  const { target, proxyProtocol, tlsVerify } = delivery;
  return writeTargetText({ target: target ?? "", proxyProtocol, tlsVerify });
}

/** The `Host` that the app is to see. A target without a host of its own sees the public one. */
export function hostHeaderOf(delivery: DeliveryEntry, publicHost: string): string {
  if (delivery.hostHeader === "custom") return delivery.hostHeaderValue ?? publicHost;
  if (delivery.hostHeader === "public") return publicHost;
  const target = delivery.target ?? "";
  return URL.canParse(target) ? new URL(target).host || publicHost : publicHost;
}

/**
 * What of a delivery holds for a whole stream, so that a change makes new ones; null when the stream itself tells
 * the app who its visitor is, and can tell it of no second one.
 */
export function sharingOf(delivery: DeliveryEntry): string | null {
  if (delivery.proxyProtocol !== "off") return null;
  return `${delivery.tlsVerify} ${delivery.bytesPerSecond}`;
}

/** Whoever may operate the app still reaches it during maintenance, and is led to its log where it does not start. */
export function mayOperate(app: AppEntry, principal: Passed["principal"]): boolean {
  const roles = personOf(principal)?.roles.get(app.organizationId) ?? [];
  return permissionsOf(roles).has("app.operate");
}

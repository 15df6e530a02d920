import ipaddr from "ipaddr.js";
import { remember } from "./remember.ts";

/** Networks whose `X-Forwarded-*` headers are believed. */
export type TrustedProxies = readonly [network: ipaddr.IPv4 | ipaddr.IPv6, prefixBits: number][];

/** The part of an HTTP request that tells where it came from. */
export interface AddressedRequest {
  socket: { remoteAddress?: string | undefined };
  headers: Record<string, string | readonly string[] | undefined>;
}

const maxForwardedChars = 4096;

/** Parses a comma-separated list of addresses and CIDR networks; `loopback` names both families. */
export function parseTrustedProxies(text: string): TrustedProxies {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .flatMap((part) => (part === "loopback" ? ["127.0.0.0/8", "::1/128"] : [part]))
    .map(parseNetwork);
}

export function isTrustedProxy(address: string, trusted: TrustedProxies): boolean {
  const parsed = parseAddress(address);
  if (parsed === null) return false;
  return trusted.some(
    ([network, bits]) => network.kind() === parsed.kind() && parsed.match([network, bits]),
  );
}

/**
 * The visitor's address: the rightmost `X-Forwarded-For` entry that is not a trusted proxy, when the
 * socket itself is one; else the socket's. Null when no address is known. What a client wrote to the
 * left of that entry is never used.
 */
export function clientAddress(request: AddressedRequest, trusted: TrustedProxies): string | null {
  const socketAddress = normalizeAddress(request.socket.remoteAddress ?? "");
  if (socketAddress === null || !isTrustedProxy(socketAddress, trusted)) return socketAddress;
  let nearest = socketAddress;
  for (const hop of forwardedHops(request)) {
    const address = normalizeAddress(hop);
    if (address === null) return nearest;
    nearest = address;
    if (!isTrustedProxy(address, trusted)) return address;
  }
  return nearest;
}

/** The text form by which an address is compared: IPv4-mapped IPv6 is IPv4; null when it is none. */
export function normalizeAddress(text: string): string | null {
  return parseAddress(text)?.toString() ?? null;
}

/** An address as 4 or 16 bytes, in the form of `normalizeAddress`; null when it is none. */
export function addressBytes(text: string): Buffer | null {
  const parsed = parseAddress(text);
  return parsed === null ? null : Buffer.from(parsed.toByteArray());
}

/** The unit in which addresses are counted: an IPv4 address, or the /64 of an IPv6 one. */
export function addressGroup(text: string): string | null {
  const parsed = parseAddress(text);
  if (parsed === null) return null;
  if (parsed.kind() === "ipv4") return parsed.toString();
  const network = ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/64`);
  return `${network.toString()}/64`;
}

function forwardedHops(request: AddressedRequest): string[] {
  const header = request.headers["x-forwarded-for"];
  const text = typeof header === "string" ? header : (header ?? []).join(",");
  if (text === "" || text.length > maxForwardedChars) return [];
  return text
    .split(",")
    .map((hop) => stripPort(hop.trim()))
    .reverse();
}

/** Some proxies write `1.2.3.4:5678` or `[2001:db8::1]:5678`. */
function stripPort(hop: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(hop)?.[1];
  if (bracketed !== undefined) return bracketed;
  return /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(hop)?.[1] ?? hop;
}

/** Proxies and neighbours come again and again, and to read an address costs more than to compare it. */
const parseAddress = remember((text): ipaddr.IPv4 | ipaddr.IPv6 | null => {
  const bare = text.split("%")[0] ?? "";
  if (!ipaddr.IPv6.isValid(bare) && !ipaddr.IPv4.isValidFourPartDecimal(bare)) return null;
  return ipaddr.process(bare);
});

function parseNetwork(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  const parsed = parseAddress(text);
  if (parsed !== null) return [parsed, parsed.kind() === "ipv4" ? 32 : 128];
  if (!ipaddr.isValidCIDR(text)) throw new Error(`${text} is neither an address nor a network`);
  return ipaddr.parseCIDR(text);
}

import { isIP } from "node:net";
import { z } from "zod";
import { parseTrustedProxies, type TrustedProxies } from "../client-address.ts";

/** Where a listener binds. Port 0 lets the system choose. */
export interface ListenAddress {
  host: string;
  port: number;
}

/**
 * `[1-9][0-9]{0,3}` up to 1000 and nothing else: a count that JavaScript would read out of `2.5`,
 * `1e3` or `0x4` is one the operator did not write, and a silent 1 would multiply every limit.
 */
export const replicaCountSchema = z
  .string()
  .regex(/^[1-9][0-9]{0,3}$/, "is not a whole number from 1 to 1000 in plain digits")
  .transform(Number)
  .refine((count) => count <= 1000, "is not a whole number from 1 to 1000 in plain digits");

/** A whole number in plain digits, within bounds that the message names. */
export function wholeNumber(min: number, max: number) {
  const message = `is not a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^(0|[1-9][0-9]{0,15})$/, message)
    .transform(Number)
    .refine((value) => value >= min && value <= max, message);
}

export const booleanSchema = z
  .enum(["true", "false"], "is neither true nor false")
  .transform((text) => text === "true");

/** `host:port`, with brackets around IPv6. */
export const listenAddressSchema = z.string().transform((text, context): ListenAddress => {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3] ?? Number.NaN);
  if (!match || port > 65535) {
    context.addIssue({ code: "custom", message: "is not host:port, such as 127.0.0.1:9101" });
    return z.NEVER;
  }
  return { host: match[1] ?? match[2] ?? "", port };
});

/** An http or https origin: no path, query, user or password; without its final slash. */
export const originSchema = z.string().transform((text, context): string => {
  const url = URL.canParse(text) ? new URL(text) : null;
  const plain =
    url !== null && /^https?:$/.test(url.protocol) && text.replace(/\/$/, "") === url.origin;
  if (!plain) {
    context.addIssue({
      code: "custom",
      message: "is not an http or https address without path, such as https://home.example.org",
    });
    return z.NEVER;
  }
  return url.origin;
});

/** A URL with one of the schemes; the message never quotes it, since it may hold a password. */
export function storeUrl(schemes: readonly string[]) {
  return z
    .string()
    .refine(
      (text) => URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1)),
      `is not a URL that starts with ${schemes.map((scheme) => `${scheme}://`).join(" or ")}`,
    );
}

/** Name servers, `address` or `address:port`, with brackets around IPv6 where a port follows. */
export const dnsServersSchema = z.string().transform((text, context): string[] => {
  const servers = text.split(",").map((part) => part.trim());
  if (servers.every(isServer)) return servers;
  context.addIssue({
    code: "custom",
    message: "is not a comma-separated list of addresses such as 192.0.2.53 or 192.0.2.53:5353",
  });
  return z.NEVER;
});

function isServer(text: string): boolean {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3] ?? 53);
  return port > 0 && port <= 65_535 && isIP(match?.[1] ?? match?.[2] ?? text) !== 0;
}

export const trustedProxiesSchema = z.string().transform((text, context): TrustedProxies => {
  try {
    return parseTrustedProxies(text === "none" ? "" : text);
  } catch {
    context.addIssue({
      code: "custom",
      message: "is not a comma-separated list of addresses and networks such as 10.0.0.0/8",
    });
    return z.NEVER;
  }
});

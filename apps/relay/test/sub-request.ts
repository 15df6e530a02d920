import { type Dialect, dialectNames } from "@homeport/gate";
import type { Ask } from "./ask.ts";

/** What a visitor asks of the proxy. */
export interface Original {
  readonly hostname: string;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const everyDialect: readonly Dialect[] = dialectNames;
/** Those that hand the answer of a refused sub-request on to the visitor. */
export const fullDialects = ["traefik", "caddy", "envoy"] as const;
/** Those that send what was refused to `/gate/answer`. */
export const bareDialects = ["nginx", "haproxy"] as const;

/** The sub-request by which each proxy asks when it is configured as its guide says. */
export function subRequest(dialect: Dialect, original: Original): Ask {
  const { hostname, path = "/", method = "GET" } = original;
  // Each of them takes the fields out that belong to one connection.
  const headers = { ...original.headers, "X-Forwarded-For": "198.51.100.7" };
  const forwarded = {
    "X-Forwarded-Method": method,
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": hostname,
    "X-Forwarded-Uri": path,
  };
  switch (dialect) {
    case "traefik":
      return {
        ...{ host: "gate:8081", path: "/gate/traefik" },
        headers: { ...headers, ...forwarded, "X-Forwarded-Port": "443" },
      };
    case "caddy":
      return { host: hostname, path: "/gate/caddy", headers: { ...headers, ...forwarded } };
    case "haproxy":
      return {
        host: "127.0.0.1:8081",
        path: "/gate/haproxy",
        headers: { ...headers, ...forwarded },
      };
    case "nginx":
      return {
        ...{ host: "127.0.0.1:8081", path: "/gate/nginx" },
        headers: {
          ...headers,
          "X-Original-Method": method,
          "X-Original-URL": `https://${hostname}${path}`,
        },
      };
    case "envoy":
      return {
        ...{ host: hostname, path: `/gate/envoy${path}`, method },
        headers: { ...headers, "Content-Length": "0" },
      };
  }
}

/** Where the two that cannot show an answer send the visitor's request. */
export function answerRequest(dialect: "nginx" | "haproxy", original: Original): Ask {
  const asked = subRequest(dialect, original);
  return { ...asked, method: original.method ?? "GET", path: `/gate/answer?d=${dialect}` };
}

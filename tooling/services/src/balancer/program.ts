import { type Rule, renderConfig } from "./render-config.ts";
import { caddyRules } from "./rules/caddy.ts";
import { haproxyRules } from "./rules/haproxy.ts";
import { nginxRules } from "./rules/nginx.ts";

/** Programs that `start` can put in front, each by its file of `deploy/proxies`. */
export const balancerNames = ["nginx", "haproxy", "caddy"] as const;
export type BalancerName = (typeof balancerNames)[number];

/** One replica behind it, on loopback like all of a run. */
export type Behind = { port: number; opsPort: number };

/** Where the program listens, what stands behind each address, and where it may write. */
export type BalancedPlaces = {
  web: BalancedPlace;
  apps: BalancedPlace;
  gate: BalancedPlace;
  folder: string;
};

export type BalancedPlace = { port: number; replicas: Behind[] };

/** Under `deploy/proxies`. */
export const balancerFiles: Record<BalancerName, string> = {
  nginx: "nginx/nginx.conf",
  haproxy: "haproxy/haproxy.cfg",
  caddy: "caddy/Caddyfile",
};

const rules: Record<BalancerName, (places: BalancedPlaces) => Rule[]> = {
  nginx: nginxRules,
  haproxy: haproxyRules,
  caddy: caddyRules,
};

/** The operator's file with the addresses of one run, and without TLS. */
export function renderBalancer(name: BalancerName, text: string, places: BalancedPlaces): string {
  return renderConfig(text, rules[name](places));
}

/** Runs it in the foreground. */
export function runArgs(name: BalancerName, config: string, folder: string): string[] {
  switch (name) {
    case "nginx":
      return ["-p", folder, "-e", "stderr", "-c", config];
    case "haproxy":
      return ["-db", "-f", config];
    case "caddy":
      return ["run", "--config", config, "--adapter", "caddyfile"];
  }
}

/** Lets it judge the file and end. */
export function checkArgs(name: BalancerName, config: string, folder: string): string[] {
  switch (name) {
    case "nginx":
      return ["-t", ...runArgs(name, config, folder)];
    case "haproxy":
      return ["-c", "-f", config];
    case "caddy":
      return ["validate", "--config", config, "--adapter", "caddyfile"];
  }
}

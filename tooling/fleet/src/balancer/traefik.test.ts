import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

const folder = fileURLToPath(new URL("../../../../deploy/proxies/traefik/", import.meta.url));
const read = (file: string): unknown => parse(readFileSync(`${folder}${file}`, "utf8"));

const named = <T extends z.ZodType>(value: T) => z.record(z.string(), value);
const serviceSchema = z.object({
  loadBalancer: z.strictObject({
    serversTransport: z.string(),
    passHostHeader: z.literal(true),
    responseForwarding: z.object({ flushInterval: z.literal("1ms") }),
    healthCheck: z.object({ path: z.literal("/readyz"), port: z.number(), interval: z.string() }),
    servers: z.array(z.object({ url: z.url() })).min(2),
  }),
});
const routerSchema = z.object({
  entryPoints: z.array(z.string()),
  middlewares: z.array(z.string()),
  service: z.string(),
});
const balancedSchema = z.object({
  http: z.object({
    routers: named(routerSchema),
    middlewares: named(z.unknown()),
    services: named(serviceSchema),
    serversTransports: named(z.object({ maxIdleConnsPerHost: z.literal(-1) })),
  }),
  tcp: z.object({ routers: named(z.object({ entryPoints: z.array(z.string()) })) }),
});
const staticSchema = z.object({
  entryPoints: named(
    z.object({ forwardedHeaders: z.object({ insecure: z.literal(false) }).optional() }),
  ),
});

test("what Traefik's routers name is in its files, and every service asks, streams and leaves Host", () => {
  const { http, tcp } = balancedSchema.parse(read("balanced.yaml"));
  const { entryPoints } = staticSchema.parse(read("traefik.yaml"));
  const routers = Object.values(http.routers);
  expect(Object.keys(http.services)).toEqual(routers.map(({ service }) => service));
  for (const router of routers) {
    expect(Object.keys(http.middlewares)).toEqual(router.middlewares);
  }
  for (const { loadBalancer } of Object.values(http.services)) {
    expect(http.serversTransports).toHaveProperty([loadBalancer.serversTransport]);
  }
  const used = [...routers, ...Object.values(tcp.routers)].flatMap((router) => router.entryPoints);
  expect([...new Set(used)]).toEqual(Object.keys(entryPoints));
});

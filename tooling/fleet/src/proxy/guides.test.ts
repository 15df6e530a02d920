import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { readGuide } from "./guide-config.ts";

/** What comes with every yes of the gate. */
const identity = [
  ...["Kind", "User", "Name", "Email", "Role", "Org", "Identity", "Identity-Id", "Request-Id"],
].map((name) => `X-Homeport-${name}`);
/** Names by which apps believe a proxy, and what is never for an app. */
const others = [
  ...["Cookie", "X-Homeport-Key", "X-Homeport-Gate-Secret", "Remote-User", "Remote-Groups"],
  ...["X-Forwarded-User", "X-Forwarded-Email", "X-Auth-Request-User", "X-Webauth-User"],
];

test("the configurations that name headers one by one name every one that the gate sends", () => {
  const [nginx, caddy] = [readGuide("nginx.conf"), readGuide("Caddyfile")];
  for (const name of identity) {
    expect(nginx, name).toMatch(new RegExp(`proxy_set_header ${name} \\$`));
    expect(caddy, name).toContain(`request_header ${name} {http.reverse_proxy.header.${name}}`);
  }
  for (const name of others) expect(nginx, name).toContain(`proxy_set_header ${name} `);
});

const traefikSchema = z.object({
  http: z.object({
    middlewares: z.object({
      homeport: z.object({
        forwardAuth: z.object({
          address: z.url(),
          trustForwardHeader: z.literal(false),
          authResponseHeadersRegex: z.string(),
        }),
      }),
    }),
    routers: z.object({
      notes: z.object({
        middlewares: z.tuple([z.literal("homeport-secret"), z.literal("homeport")]),
      }),
    }),
  }),
});

test("Traefik takes every header that could pose as the gate's off a request, and no other", () => {
  const { http } = traefikSchema.parse(parse(readGuide("traefik.yaml")));
  const { address, authResponseHeadersRegex } = http.middlewares.homeport.forwardAuth;
  expect(new URL(address).pathname).toBe("/gate/traefik");
  // Go writes the flag in front, JavaScript apart.
  const matched = new RegExp(authResponseHeadersRegex.replace("(?i)", ""), "i");
  for (const name of [...identity, ...others]) expect(name).toMatch(matched);
  for (const name of ["Accept", "Authorization", "Content-Type", "X-Cookie", "Set-Cookie"]) {
    expect(name).not.toMatch(matched);
  }
});

test("Envoy asks under its prefix, fails closed, and sets what could pose as the gate's", () => {
  const text = readGuide("envoy.yaml");
  const config = JSON.stringify(parse(text));
  expect(config).toContain('"path_prefix":"/gate/envoy"');
  expect(config).toContain('"failure_mode_allow":false');
  for (const prefix of ["x-homeport-", "remote-", "x-auth-request-"]) {
    expect(config).toContain(`{"prefix":"${prefix}","ignore_case":true}`);
  }
  expect(config).toContain('{"exact":"cookie","ignore_case":true}');
});

test("the Lua of HAProxy is short enough to be read at once", () => {
  expect(readGuide("homeport.lua").split("\n").length).toBeLessThanOrEqual(80);
});

import { describe, expect, test } from "vitest";
import { readBalancerFile } from "./prepare-balancer.ts";
import { balancerNames, renderBalancer } from "./program.ts";

const replicas = (ports: number[], opsPort = 9_500) =>
  ports.map((port, index) => ({ port, opsPort: opsPort + index }));
const places = {
  web: { port: 4_000, replicas: replicas([4_020, 4_021, 4_022]) },
  apps: { port: 4_001, replicas: replicas([4_040, 4_041]) },
  gate: { port: 4_002, replicas: replicas([4_160, 4_161]) },
  folder: "/tmp/front",
};

describe.each(balancerNames)("the operator's file of %s", (name) => {
  test("becomes that of a run with every replica of it, and with nothing of the example", () => {
    const rendered = renderBalancer(name, readBalancerFile(name), places);
    for (const { replicas: behind } of [places.web, places.apps, places.gate]) {
      for (const { port } of behind) expect(rendered).toContain(`127.0.0.1:${port}`);
    }
    for (const { port } of [places.web, places.apps, places.gate]) {
      expect(rendered).toMatch(
        new RegExp(`(listen|bind) 127\\.0\\.0\\.1:${port}\\b|http://:${port} `),
      );
    }
    const [, ...lines] = rendered.split("\n");
    expect(lines.join("\n")).not.toMatch(
      /10\.0\.0\.|example|_certificate|ssl crt|on_demand|CHANGE/,
    );
  });

  test("listens on loopback alone", () => {
    const rendered = renderBalancer(name, readBalancerFile(name), places);
    const listeners = rendered.match(/^\s*(listen \S+;|bind .*)$/gm) ?? [];
    expect(listeners).toHaveLength(3);
    for (const listener of listeners) expect(listener).toContain("127.0.0.1");
  });
});

test("HAProxy asks each replica at its own ops listener", () => {
  const rendered = renderBalancer("haproxy", readBalancerFile("haproxy"), places);
  expect(rendered).toContain("server web-3 127.0.0.1:4022 port 9502");
  expect(rendered).toContain("server gate-2 127.0.0.1:4161 port 9501");
});

test("Caddy asks the ops listeners only where all replicas have theirs at the same port", () => {
  const asked = (web: typeof places.web) =>
    renderBalancer("caddy", readBalancerFile("caddy"), { ...places, web }).match(
      /import checked.*/g,
    );
  expect(asked(places.web)).toBeNull();
  expect(asked({ port: 4_000, replicas: replicas([4_020]) })).toEqual(["import checked 9500"]);
});

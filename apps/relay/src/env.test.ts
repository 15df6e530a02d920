import { ConfigError, type EnvSource } from "@homeport/platform";
import { describe, expect, test } from "vitest";
import { readEnv } from "./env.ts";

const prod = {
  HOMEPORT_STAGE: "prod",
  HOMEPORT_WEB_URL: "https://home.example.org",
  HOMEPORT_APPS_URL: "https://apps.example.org",
  DATABASE_URL: "postgres://u:p@db.example.org/homeport",
  REDIS_URL: "redis://redis.example.org",
  HOMEPORT_STORAGE: "s3://homeport",
  HOMEPORT_SECRET: "9f86d081884c7d659a2feaa0c55ad015",
};
const secret = "0123456789abcdef0123456789abcdef";

function problems(source: EnvSource): string {
  try {
    readEnv({ ...prod, ...source });
    return "";
  } catch (error) {
    if (error instanceof ConfigError) return error.lines.join("\n");
    throw error;
  }
}

describe("the gate listener in prod", () => {
  test("refuses to start on a network without a secret, and says what to set", () => {
    for (const host of ["0.0.0.0", "[::]", "10.0.0.7", "relay", "127.example.org"]) {
      const told = problems({ HOMEPORT_GATE_ADDR: `${host}:8081` });
      expect(told, host).toMatch(/HOMEPORT_GATE_SECRET: .*is not loopback.*openssl rand -hex 32/s);
    }
  });

  test("starts on loopback, with a secret, or without a listener", () => {
    for (const address of [
      "127.0.0.1:8081",
      "127.0.0.9:8081",
      "[::1]:8081",
      "localhost:8081",
      "off",
    ]) {
      expect(problems({ HOMEPORT_GATE_ADDR: address }), address).toBe("");
    }
    const open = { HOMEPORT_GATE_ADDR: "0.0.0.0:8081" };
    expect(problems({ ...open, HOMEPORT_GATE_SECRET: secret })).toBe("");
  });

  test("takes no secret of under 32 characters, and never says it", () => {
    const told = problems({ HOMEPORT_GATE_SECRET: "too-short" });
    expect(told).toContain("HOMEPORT_GATE_SECRET: is shorter than 32 characters");
    expect(told).not.toContain("too-short");
  });

  test("trusts nobody until it is told whom", () => {
    expect(readEnv(prod).gateProxies).toEqual(
      readEnv({ ...prod, HOMEPORT_GATE_TRUSTED_PROXIES: "none" }).gateProxies,
    );
    expect(readEnv({ ...prod, HOMEPORT_STAGE: "test" }).gateProxies).not.toEqual(
      readEnv(prod).gateProxies,
    );
  });
});

test("outside of prod a secret is asked of nobody", () => {
  const source = { HOMEPORT_STAGE: "dev", HOMEPORT_GATE_ADDR: "0.0.0.0:8081" };
  expect(problems(source)).toBe("");
});

import { describe, expect, test } from "vitest";
import { hasAmbiguousName } from "./ambiguous-name.ts";
import { type Dialect, dialectNames } from "./dialect.ts";
import { readOriginal } from "./read-original.ts";

const target = "/a%20b//c;d/../e?x=1&x=2";
const forwarded = {
  "X-Forwarded-Method": "POST",
  "X-Forwarded-Proto": "https",
  "X-Forwarded-Host": "notes.example.org",
  "X-Forwarded-Uri": target,
};
const original = {
  "X-Original-Method": "POST",
  "X-Original-URL": `https://notes.example.org${target}`,
};
const told: Record<Dialect, Record<string, string>> = {
  traefik: forwarded,
  caddy: forwarded,
  nginx: original,
  haproxy: forwarded,
  envoy: { Host: "notes.example.org" },
};
const visitors = { Cookie: "theme=dark", Origin: "https://notes.example.org" };

function ask(dialect: Dialect, fields: Record<string, string>, more: readonly string[] = []) {
  const envoy = dialect === "envoy";
  return readOriginal(dialect, {
    method: envoy ? "POST" : "GET",
    target: envoy ? target : "/gate",
    rawHeaders: [...Object.entries(fields).flat(), ...Object.entries(visitors).flat(), ...more],
  });
}

describe.each(dialectNames)("%s", (dialect) => {
  test("tells the original request, byte for byte, and none of the proxy's own fields", () => {
    const more = ["X-Forwarded-For", "192.0.2.7", "X-Homeport-Gate-Secret", "s"];
    const others = dialect === "envoy" ? [] : ["Host", "127.0.0.1:8081"];
    expect(ask(dialect, told[dialect], [...more, ...others])).toEqual({
      ...{ method: "POST", target, upgrade: false },
      rawHeaders: ["Host", "notes.example.org", ...Object.entries(visitors).flat()],
    });
  });

  test("is not read with a field missing, empty, or there twice", () => {
    for (const [name, value] of Object.entries(told[dialect])) {
      const { [name]: _, ...rest } = told[dialect];
      expect(ask(dialect, rest), `without ${name}`).toBeNull();
      expect(ask(dialect, { ...rest, [name]: "" }), `empty ${name}`).toBeNull();
      const again = [name.toLowerCase(), value];
      expect(ask(dialect, told[dialect], again), `twice ${name}`).toBeNull();
    }
  });

  test("knows an upgrade by what browsers say of a WebSocket, though proxies take Upgrade out", () => {
    for (const field of [
      ["Sec-WebSocket-Key", "AAAA"],
      ["sec-fetch-mode", "websocket"],
      ["Upgrade", "websocket"],
    ]) {
      expect(ask(dialect, told[dialect], field)?.upgrade, field[0]).toBe(true);
    }
  });

  test("believes no field of a name that some server folds into a trusted one", () => {
    const spellings = ["X_Forwarded_Host", "x.forwarded.uri", "X-Original_URL", "X_Forwarded-For"];
    const posing = ["X_Homeport_User", "X.Homeport-Role", "Remote_User", "X_Homeport_Gate_Secret"];
    for (const name of [...spellings, ...posing]) {
      expect(hasAmbiguousName([name, "x"]), name).toBe(true);
    }
    for (const name of ["X-Forwarded-Host", "X-Homeport-User", "X_Other", "Remote-User"]) {
      expect(hasAmbiguousName([name, "x"]), name).toBe(false);
    }
  });
});

test.each([
  ["X-Forwarded-Method", "G ET"],
  ["X-Forwarded-Method", "GET, POST"],
  ["X-Forwarded-Proto", "ftp"],
  ["X-Forwarded-Proto", "http, https"],
  ["X-Forwarded-Uri", "a/b"],
  ["X-Forwarded-Uri", "https://other.example.org/"],
  ["X-Forwarded-Uri", "/a, /b"],
  ["X-Forwarded-Uri", "*"],
])("%s: %s tells of no request", (name, value) => {
  expect(ask("traefik", { ...forwarded, [name]: value })).toBeNull();
});

test.each([
  "/a",
  "notes.example.org/a",
  "https:///a",
  "https://notes.example.org",
  "https://a\\b/",
])("X-Original-URL: %s tells of no request", (value) => {
  expect(ask("nginx", { ...original, "X-Original-URL": value })).toBeNull();
});

test("a protocol of ws or wss asks for an upgrade", () => {
  expect(ask("traefik", { ...forwarded, "X-Forwarded-Proto": "wss" })?.upgrade).toBe(true);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HostsError } from "../errors.ts";
import { readTarget } from "./target.ts";

function refusal(text: string, protocol: "http" | "tcp"): string | null {
  try {
    readTarget(text, protocol);
    return null;
  } catch (error) {
    return error instanceof HostsError ? error.code : "other";
  }
}

describe("a target", () => {
  test.each([
    ["3000", "http", "http://127.0.0.1:3000"],
    [" 3000 ", "http", "http://127.0.0.1:3000"],
    ["5432", "tcp", "tcp://127.0.0.1:5432"],
    ["80", "http", "http://127.0.0.1:80"],
    ["nas:8080", "http", "http://nas:8080"],
    ["http://localhost", "http", "http://localhost:80"],
    ["HTTP://LocalHost:3000/", "http", "http://localhost:3000"],
    ["https://[::1]:8443", "http", "https://[::1]:8443"],
    ["https://nas", "http", "https://nas:443"],
    ["https://nas:80", "http", "https://nas:80"],
    ["tcp://127.0.0.1:22", "tcp", "tcp://127.0.0.1:22"],
    ["tls://db:5433", "tcp", "tls://db:5433"],
    ["unix:/run/app.sock", "http", "unix:/run/app.sock"],
  ] as const)("%j of an app that speaks %s is %j", (text, protocol, normal) => {
    expect(readTarget(text, protocol)).toBe(normal);
  });

  test.each([
    ["", "http"],
    ["0", "http"],
    ["65536", "http"],
    ["http://", "http"],
    ["ftp://nas:21", "http"],
    ["tcp://nas:22", "http"],
    ["http://nas:80", "tcp"],
    ["tcp://nas", "tcp"],
    ["http://user:secret@nas", "http"],
    ["http://nas/path", "http"],
    ["http://nas?x=1", "http"],
    ["http://nas#x", "http"],
    ["http://nas:3000\r\nx", "http"],
    ["http://a b", "http"],
    ["unix:run/app.sock", "http"],
    ["unix:/run/../etc/x", "http"],
    ["unix:/run/app.sock#tls-any", "http"],
    ["javascript:alert(1)", "http"],
    ["x".repeat(600), "http"],
  ] as const)("%j of an app that speaks %s is refused", (text, protocol) => {
    expect(refusal(text, protocol)).toBe("TARGET_INVALID");
  });

  test("is a place or a refusal for any text, and reading its normal form changes nothing", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom("http" as const, "tcp" as const),
        (text, protocol) => {
          const code = refusal(text, protocol);
          if (code !== null) return code === "TARGET_INVALID";
          const normal = readTarget(text, protocol);
          return readTarget(normal, protocol) === normal;
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { needs } from "@homeport/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Guide, openGuide } from "./run-guide.ts";
import { buildPages, startWeb, type TestWeb } from "./start-web.ts";

const page = new URL("../../../docs/guides/vaults.md", import.meta.url);

let web: TestWeb;
let guide: Guide;
beforeAll(async () => {
  await buildPages();
  web = await startWeb({}, { atItsPort: true });
  guide = await openGuide(web);
}, 180_000);
afterAll(async () => {
  await web[Symbol.asyncDispose]();
  await guide[Symbol.asyncDispose]();
});

/** Sends a path as it is, which no client of a higher level does. */
async function askRaw(path: string): Promise<string> {
  const { hostname, port } = new URL(web.url);
  const socket = connect(Number(port), hostname);
  socket.end(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`);
  return await text(socket);
}

describe("the guide to vaults", () => {
  const { skip } = needs("openssl");

  test("is about paths that mean one thing: others are refused as they come", async () => {
    for (const path of ["/api/v1/vaults/a/../b", "/api/v1/vaults/a%2fb", "/api/v1/vaults/a b"]) {
      const heard = await askRaw(path.replace(" ", "\t"));
      expect(heard, path).toMatch(/"code":"REQUEST_INVALID"|400 Bad Request/);
    }
  });

  // A dozen programs, each with a start of its own: the time only ends one that hangs.
  test("has commands that do what it says", { skip, timeout: 120_000 }, async () => {
    const { code, stdout, stderr, blocks } = await guide.run(page);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(blocks).toBeGreaterThan(5);
    expect(stdout).toContain('"first"');
    expect(stdout).toContain("settled  2 of 2");
    expect(stdout).toContain("Signature Verified Successfully");
    expect(stdout).toContain("holds: nonce 1");
    expect(stdout).toMatch(/^line \d+$/m);
  });
});

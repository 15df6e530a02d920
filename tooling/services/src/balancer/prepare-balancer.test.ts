import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findBalancer, prepareBalancer } from "./prepare-balancer.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "homeport-balancer-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function install(name: "haproxy", script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
}

const behind = { port: 4_000, replicas: [{ port: 4_020, opsPort: 9_500 }] };
const placesIn = (data: string) => ({ web: behind, apps: behind, gate: behind, folder: data });

test("a program is run with the file that it has found good", async () => {
  install("haproxy", "exit 0");
  const data = join(folder, "data");
  const prepared = await prepareBalancer(findBalancer("haproxy", folder), placesIn(data));
  const config = join(data, "haproxy.conf");
  expect(prepared).toMatchObject({ program: join(folder, "haproxy"), args: ["-db", "-f", config] });
  expect(readFileSync(config, "utf8")).toContain("127.0.0.1:4020");
});

test("a program that refuses its file ends the start with its own words", async () => {
  install("haproxy", 'echo "line 7: unknown keyword" >&2; exit 1');
  await expect(
    prepareBalancer(findBalancer("haproxy", folder), placesIn(folder)),
  ).rejects.toMatchObject({
    message: "haproxy refuses its configuration. It says:\nline 7: unknown keyword",
    remedy: expect.stringContaining("--front own"),
  });
});

test("a program that is not installed is named, with what to do", () => {
  expect(() => findBalancer("nginx", folder)).toThrow("--front nginx needs the program nginx");
});

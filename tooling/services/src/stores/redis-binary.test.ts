import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findRedis } from "./redis-binary.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "homeport-redis-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test("a machine on which there is no Redis is told the three ways to get one", async () => {
  await expect(findRedis(folder, folder)).rejects.toMatchObject({
    message: "No Redis server was found here, and none could be unpacked.",
    remedy: expect.stringMatching(/redis-server or valkey-server.*apt-get download.*REDIS_URL/s),
  });
  expect(readdirSync(folder)).toEqual([]);
});

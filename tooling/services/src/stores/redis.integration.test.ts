import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findFreePort } from "../network/free-port.ts";
import { startRedis } from "./redis.ts";

const toolsFolder = fileURLToPath(new URL("../../../../.data/tools", import.meta.url));
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "homeport-redis-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function ask(port: number, commands: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.end(commands));
    socket.on("data", (bytes) => {
      answer += bytes.toString();
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}

test("a durable one asks for its password and never evicts a job", async () => {
  const port = await findFreePort();
  const store = await startRedis({
    dataFolder: join(folder, "data"),
    logFile: join(folder, "log"),
    port,
    mode: "durable",
    toolsFolder,
  });
  try {
    const password = new URL(store.url).password;
    expect(await ask(port, "CONFIG GET maxmemory-policy\r\n")).toContain("-NOAUTH");
    expect(await ask(port, `AUTH ${password}\r\nCONFIG GET maxmemory-policy\r\n`)).toContain(
      "noeviction",
    );
  } finally {
    await store.stop();
  }
});

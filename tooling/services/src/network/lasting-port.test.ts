import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { findLastingPort } from "./lasting-port.ts";

const outgoing = "/proc/sys/net/ipv4/ip_local_port_range";

test("a lasting port is free, and is none that an outgoing connection is given", async () => {
  const port = await findLastingPort();
  const [first] = readFileSync(outgoing, "utf8").split(/\s+/).map(Number);
  expect(port).toBeLessThan(first ?? 0);
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  server.close();
});

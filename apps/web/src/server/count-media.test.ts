import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { countMedia } from "./count-media.ts";

test("an answer is counted by its status, and by its bytes where it had a body", async () => {
  const counted: [status: number, bytes: number][] = [];
  const server = createServer((request, response) => {
    countMedia(response, { mediaAnswered: (...each) => void counted.push(each) });
    response.statusCode = Number(request.url?.slice(1));
    if (response.statusCode === 200) response.setHeader("Content-Length", 5);
    response.end(response.statusCode === 200 ? "bytes" : undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const ask = async (method: string, status: number) => {
    const before = counted.length;
    const answer = await fetch(`http://127.0.0.1:${port}/${status}`, { method });
    await answer.arrayBuffer();
    await expect.poll(() => counted.length).toBe(before + 1);
  };
  await ask("GET", 200);
  await ask("HEAD", 200);
  await ask("GET", 304);
  await ask("GET", 404);
  server.close();
  expect(counted).toEqual([
    [200, 5],
    [200, 0],
    [304, 0],
    [404, 0],
  ]);
});

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { GalleryError, type GalleryErrorCode } from "@homeport/gallery";
import { expect, test } from "vitest";
import { sendNotReady } from "./send-not-ready.ts";

/** What a server answers whose download ends in this way; 500 where it does not know that way. */
async function ask(code: GalleryErrorCode, accept: string) {
  await using server = createServer((request, response) => {
    try {
      sendNotReady(request, response, { error: new GalleryError(code), requestId: "r1" });
    } catch {
      response.writeHead(500).end();
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const { status, headers, text } = await fetch(`http://127.0.0.1:${port}/`, {
    headers: { accept },
  }).then(async (answer) => ({
    ...{ status: answer.status, headers: answer.headers },
    text: await answer.text(),
  }));
  return { status, wait: headers.get("retry-after"), type: headers.get("content-type"), text };
}

test("a program is told by DOWNLOAD_NOT_READY when to ask again", async () => {
  const { text, ...answer } = await ask("DOWNLOAD_NOT_READY", "*/*");
  expect(answer).toEqual({ status: 503, wait: "2", type: "application/json" });
  expect(JSON.parse(text).error).toMatchObject({
    ...{ code: "DOWNLOAD_NOT_READY", retryable: true, retryAfterMs: 2_000 },
  });
});

test("a person reads that it is being prepared", async () => {
  const { text, ...answer } = await ask("DOWNLOAD_NOT_READY", "text/html,*/*;q=0.8");
  expect(answer).toMatchObject({ status: 503, wait: "2" });
  expect(answer.type).toContain("text/html");
  expect(text).toContain("Being prepared");
});

test("what else has failed is for somebody else to answer", async () => {
  expect(await ask("DOWNLOAD_REFUSED", "*/*")).toMatchObject({ status: 500, wait: null });
});

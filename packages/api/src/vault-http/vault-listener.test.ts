import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { waitFor } from "@homeport/testkit";
import { expect, onTestFinished, test } from "vitest";
import type { VaultAnswer, VaultRequest } from "./exchange.ts";
import { Subscriber } from "./streams/subscriber.ts";
import { createVaultListener } from "./vault-listener.ts";

const peer = { address: null, requestId: "a-request" };

/** A server that answers with this, and the port where it does. */
async function openServer(reply: (asked: VaultRequest) => Promise<VaultAnswer>): Promise<number> {
  const listen = createVaultListener({ reply }, new URL("http://console.test:3000"));
  const server = createServer((asked, answer) => void listen(asked, answer, peer));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

function ask(port: number, headers: Record<string, string | string[]> = {}, method = "GET") {
  const asked = request({ host: "127.0.0.1", port, path: "/api/v1/vaults/v?a=1", method, headers });
  asked.on("error", () => undefined);
  return asked;
}

const empty = { status: 204, headers: {}, body: null } satisfies VaultAnswer;

test("the handler sees the path, the query and each field as `Request` would show them", async () => {
  const seen = Promise.withResolvers<VaultRequest>();
  const port = await openServer(async (asked) => {
    seen.resolve(asked);
    return empty;
  });
  ask(port, { "x-homeport-signer": ["one", "two"], cookie: "a=1" }).end();
  const { method, url, headers, body } = await seen.promise;
  expect([method, url, body]).toEqual([
    "GET",
    "http://console.test:3000/api/v1/vaults/v?a=1",
    null,
  ]);
  expect(headers.get("X-Homeport-Signer")).toBe("one, two");
  expect([headers.get("x-none"), headers.has("constructor")]).toEqual([null, false]);
  const whole = new Headers([...headers]);
  expect([whole.get("x-homeport-signer"), whole.get("cookie")]).toEqual(["one, two", "a=1"]);
});

test("a body comes as it is sent, and an answer leaves whole, with all its cookies", async () => {
  const port = await openServer(async ({ body }) => {
    const parts: Uint8Array[] = [];
    for await (const part of body ?? []) parts.push(part);
    const headers = { "Content-Type": "text/plain" };
    return { status: 201, headers, body: Buffer.concat(parts), cookies: ["a=1", "b=2"] };
  });
  const asked = ask(port, {}, "POST");
  asked.write("one ");
  asked.end("two");
  const [answer] = await once(asked, "response");
  const text = (await answer.toArray()).join("");
  expect([answer.statusCode, answer.headers["set-cookie"], text]).toEqual([
    201,
    ["a=1", "b=2"],
    "one two",
  ]);
});

test("a reader who leaves ends its stream", async () => {
  const subscriber = new Subscriber(() => undefined);
  subscriber.push(Buffer.from("first"));
  const port = await openServer(async () => ({ ...empty, status: 200, body: subscriber }));
  const asked = ask(port);
  asked.end();
  const [answer] = await once(asked, "response");
  await once(answer, "data");
  asked.destroy();
  await waitFor(async () => subscriber.hasEnded, {
    deadlineMs: 10_000,
    what: "the stream has ended",
  });
});

test("a reader who left before the answer was ready ends its stream, too", async () => {
  const subscriber = new Subscriber(() => undefined);
  const arrived = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  const listen = createVaultListener(
    {
      async reply() {
        arrived.resolve();
        await gone.promise;
        return { ...empty, status: 200, body: subscriber };
      },
    },
    new URL("http://console.test:3000"),
  );
  const server = createServer((incoming, answer) => {
    answer.once("close", () => gone.resolve());
    void listen(incoming, answer, peer);
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const asked = ask((server.address() as AddressInfo).port);
  asked.end();
  await arrived.promise;
  asked.destroy();
  await waitFor(async () => subscriber.hasEnded, {
    deadlineMs: 10_000,
    what: "the stream has ended",
  });
});

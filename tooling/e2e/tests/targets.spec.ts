import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { expect, type Page, test } from "@playwright/test";
import { certificate } from "./certificate.ts";
import { appHost, createTestHost, readRun, signIn } from "./homeport.ts";
import { visit } from "./visitor.ts";

test("an app that listens at a path answers", async () => {
  await using host = createTestHost(readRun().demo.agentHome);
  const folder = mkdtempSync(join(tmpdir(), "homeport-socket-"));
  const server = createHttpServer((_request, response) => response.end("from a path"));
  const path = join(folder, "app.sock");
  server.listen(path);
  await once(server, "listening");
  await host.run("expose", `unix:${path}`, "--name", "at-a-path", "--level", "public");
  const answer = await visit(appHost("at-a-path"));
  expect([answer.status, String(answer.body)]).toEqual([200, "from a path"]);
  server.close();
  rmSync(folder, { recursive: true });
});

test("an app with a certificate of its own learns who visits, once its delivery says so", async ({
  page,
}) => {
  await using host = createTestHost(readRun().demo.agentHome);
  const { port, close } = await startSealed();
  const target = `https://localhost:${port}`;
  await host.run("expose", target, "--name", "sealed", "--level", "public");
  expect((await visit(appHost("sealed"))).status).toBe(502);
  await signIn(page);
  await setDelivery(page, "sealed", { tlsVerify: false, proxyProtocol: "v1" });
  await expect
    .poll(async () => String((await visit(appHost("sealed"))).body))
    .toBe("PROXY TCP4 127.0.0.1 127.0.0.1 0");
  close();
});

/** HTTPS behind a line of PROXY protocol, which is what it answers with. */
async function startSealed(): Promise<{ port: number; close: () => void }> {
  const headers = new WeakMap<object, string>();
  const answer: RequestListener = (request, response) => {
    const header = headers.get(request.socket) ?? "none";
    response.end(header.split(" ").slice(0, 5).join(" "));
  };
  const http = createHttpServer(answer);
  const server = createServer((socket: Socket) => {
    socket.on("error", () => undefined);
    socket.once("readable", () => {
      const first: Buffer = socket.read() ?? Buffer.alloc(0);
      const end = first.indexOf("\r\n") + 2;
      const header = first.toString("latin1", 0, end);
      if (!header.startsWith("PROXY ")) return void socket.destroy();
      socket.unshift(first.subarray(end));
      const secure = createTlsServer(certificate, (inside) => {
        headers.set(inside, header);
        http.emit("connection", inside);
      });
      secure.emit("connection", socket);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { port, close: () => void server.close() };
}

/** Changes an app's delivery as the signed-in person does in the console. */
async function setDelivery(page: Page, name: string, change: object): Promise<void> {
  const outcome = await page.evaluate(
    async ([app, fields]) => {
      const read = async (path: string, input: object) => {
        const query = encodeURIComponent(JSON.stringify({ json: input }));
        return (await (await fetch(`/api/trpc/${path}?input=${query}`)).json()).result.data.json;
      };
      const { appId } = await read("apps.connection", { app });
      const { version } = await read("delivery.get", { appId });
      const body = JSON.stringify({ json: { appId, version, ...fields } });
      const headers = { "content-type": "application/json" };
      return (await fetch("/api/trpc/delivery.set", { method: "POST", headers, body })).status;
    },
    [name, change] as const,
  );
  expect(outcome).toBe(200);
}

import { once } from "node:events";
import { request as httpsRequest } from "node:https";
import { schema } from "@homeport/db";
import { newId, parseTrustedProxies } from "@homeport/platform";
import { needs, waitFor } from "@homeport/testkit";
import { expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { type Answer, readAnswer } from "./ask.ts";
import { startCaddy } from "./caddy.ts";
import { openTestBed, portOf, startTarget } from "./test-bed.ts";

async function askSecurely(port: number, hostname: string, path = "/"): Promise<Answer> {
  const request = httpsRequest({
    ...{ host: "127.0.0.1", port, path, agent: false },
    ...{ servername: hostname, rejectUnauthorized: false, headers: { Host: hostname } },
  });
  request.end();
  const [response] = await once(request, "response");
  return await readAnswer(response);
}

const withCaddy = { ...needs("caddy"), timeout: 60_000 };

test(
  "the Caddyfile of the guide serves every address of an app over TLS, and no other name",
  withCaddy,
  async () => {
    const settings = { trustedProxies: parseTrustedProxies("loopback") };
    await using bed = await openTestBed({ relay: { settings } });
    const seen: string[] = [];
    await using target = await startTarget((request, response) => {
      seen.push(`${request.headers["x-forwarded-proto"]}://${request.headers.host}`);
      response.end("served");
    });
    const sockets = new WebSocketServer({ server: target.server });
    sockets.on("connection", (socket) => socket.on("message", (text) => socket.send(String(text))));
    await bed.app("notes", target.server, "public");
    const { gate, gateServer } = bed.relay.relay;
    await bed.stores.db.orm.insert(schema.appAddresses).values({
      ...{ id: newId(), appId: gate.current().byHostname.get("notes.localhost")?.appId ?? "" },
      ...{
        kind: "custom",
        hostname: "notes.example.org",
        verifyToken: "t",
        verifiedAt: new Date(),
      },
    });
    await waitFor(() => gate.current().byHostname.has("notes.example.org"), { deadlineMs: 5_000 });
    await new Promise<void>((resolve) => gateServer.listen(0, "127.0.0.1", resolve));
    await using caddy = await startCaddy({
      relayPort: bed.relay.port,
      gatePort: portOf(gateServer),
    });

    for (const hostname of ["notes.localhost", "notes.example.org"]) {
      const answer = await askSecurely(caddy.port, hostname);
      expect([answer.status, String(answer.body)], hostname).toEqual([200, "served"]);
    }
    expect(seen).toEqual(["https://notes.localhost", "https://notes.example.org"]);
    expect((await askSecurely(caddy.port, "localhost", "/.well-known/homeport")).status).toBe(200);

    const socket = new WebSocket(`wss://127.0.0.1:${caddy.port}/`, {
      ...{ servername: "notes.example.org", rejectUnauthorized: false },
      headers: { Host: "notes.example.org" },
    });
    await once(socket, "open");
    socket.send("hello");
    expect(String((await once(socket, "message"))[0])).toBe("hello");
    socket.terminate();

    for (const hostname of ["nobody.localhost", "a.notes.localhost", "other.example.org"]) {
      await expect(askSecurely(caddy.port, hostname), hostname).rejects.toThrow(/alert|socket/i);
    }
    for (const client of sockets.clients) client.terminate();
  },
);

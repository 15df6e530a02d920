import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request as httpsRequest } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { silentLog, systemClock } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { firstPair, renewedPair } from "@homeport/testkit/certificates";
import { expect, test } from "vitest";
import { followTlsFiles, readTlsFiles } from "../src/listen/tls-files.ts";
import { readAnswer } from "./ask.ts";
import { startTestAgent } from "./test-agent.ts";
import { startTarget } from "./test-bed.ts";
import { startTestRelay } from "./test-relay.ts";
import { addApp, addHost, openTestStores } from "./test-stores.ts";

async function commonName(port: number): Promise<string> {
  const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false });
  await once(socket, "secureConnect");
  const { subject } = socket.getPeerCertificate();
  socket.destroy();
  return String(subject.CN);
}

test("TLS that ends here serves visitors, and a visitor who leaves is noticed", async () => {
  await using stores = await openTestStores();
  const host = await addHost(stores);
  let proto: string | undefined;
  let closed = false;
  await using target = await startTarget((request, response) => {
    proto = String(request.headers["x-forwarded-proto"]);
    request.socket.once("close", () => {
      closed = true;
    });
    if (request.url === "/wait") response.write("begun");
    else response.end("secured");
  });
  const app = await addApp(stores, { hostId: host.hostId, name: "demo", target: target.url });
  await using relay = await startTestRelay(stores, { settings: { tls: firstPair } });
  await using _agent = await startTestAgent({ port: relay.port, host, secure: true });
  await relay.knows(app.appId);
  await relay.tunnels(host.hostId, 1);
  const asked = (path: string) => {
    const request = httpsRequest({
      ...{ host: "127.0.0.1", port: relay.port, path, agent: false, rejectUnauthorized: false },
      headers: { Host: app.host },
    });
    request.on("error", () => undefined);
    request.end();
    return request;
  };
  const [response] = await once(asked("/"), "response");
  expect(String((await readAnswer(response)).body)).toBe("secured");
  expect(proto).toBe("https");
  closed = false;
  const leaving = asked("/wait");
  await once(leaving, "response");
  leaving.destroy();
  await waitFor(() => closed, { deadlineMs: 1_000 });
});

test("a renewed certificate is taken into use, and a broken one is not", async () => {
  await using stores = await openTestStores();
  await using relay = await startTestRelay(stores, { settings: { tls: firstPair } });
  const folder = await mkdtemp(join(tmpdir(), "homeport-tls-"));
  const files = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
  await writeFile(files.cert, firstPair.cert);
  await writeFile(files.key, firstPair.key);
  using _following = followTlsFiles(relay.relay.server, {
    ...{ files, clock: systemClock, log: silentLog, everyMs: 20 },
    current: await readTlsFiles(files),
  });
  expect(await commonName(relay.port)).toBe("localhost");
  await writeFile(files.key, renewedPair.key);
  await writeFile(files.cert, renewedPair.cert);
  await waitFor(async () => (await commonName(relay.port)) === "renewed", { deadlineMs: 3_000 });
  await writeFile(files.cert, "no certificate");
  const untilMs = performance.now() + 200;
  await waitFor(() => performance.now() > untilMs, { deadlineMs: 1_000 });
  expect(await commonName(relay.port)).toBe("renewed");
  await rm(folder, { recursive: true });
});

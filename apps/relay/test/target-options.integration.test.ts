import { type DeliveryChange, getDelivery, setDelivery } from "@homeport/hosts";
import { waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectTo } from "./connect-client.ts";
import { bearer, signInProgram } from "./program.ts";
import { openTestBed, startTarget, type TestBed, type TestTarget } from "./test-bed.ts";
import { addApp } from "./test-stores.ts";

let bed: TestBed;
let target: TestTarget;

beforeAll(async () => {
  bed = await openTestBed();
  target = await startTarget((_request, response) => response.end("here"));
});
afterAll(async () => {
  await target[Symbol.asyncDispose]();
  await bed[Symbol.asyncDispose]();
});

/** Changes an app's delivery as the console does, and waits until the relay goes by it. */
async function change(appId: string, to: Omit<DeliveryChange, "appId" | "version">): Promise<void> {
  const { version } = await getDelivery(bed.stores.owner, { appId });
  await setDelivery(bed.stores.owner, { appId, version, ...to });
  const shown = () => bed.relay.relay.gate.current().byId.get(appId)?.delivery;
  await waitFor(
    () => Object.entries(to).every(([key, value]) => Reflect.get(shown() ?? {}, key) === value),
    {
      deadlineMs: 3_000,
    },
  );
}

test("what a delivery asks of the connection reaches the agent with the target and the visitor's address", async () => {
  const { appId, host } = await addApp(bed.stores, {
    ...{ hostId: bed.host.hostId, name: "asked", target: target.url },
  });
  await bed.relay.knows(appId);
  const asked = async () => {
    expect((await bed.ask({ host })).status).toBe(200);
    const { target: text, visitorAddress } = bed.agent.asked.at(-1) ?? {};
    return [text, visitorAddress];
  };
  expect(await asked()).toEqual([target.url, "127.0.0.1"]);
  await change(appId, { proxyProtocol: "v2" });
  expect(await asked()).toEqual([`${target.url}#proxy-v2`, "127.0.0.1"]);
  await change(appId, { proxyProtocol: "v1", tlsVerify: false });
  expect(await asked()).toEqual([`${target.url}#proxy-v1,tls-any`, "127.0.0.1"]);
  await change(appId, { proxyProtocol: "off" });
  expect(await asked()).toEqual([`${target.url}#tls-any`, "127.0.0.1"]);
});

test("so it does for connections to a TCP app", async () => {
  const tcp = target.url.replace("http:", "tcp:");
  const input = { hostId: bed.host.hostId, name: "raw", target: tcp, protocol: "tcp" as const };
  const { appId } = await addApp(bed.stores, { ...input, level: "members" });
  await bed.relay.knows(appId);
  await change(appId, { proxyProtocol: "v2" });
  await using client = await connectTo(
    bed.relay.port,
    appId,
    bearer(await signInProgram(bed.stores)),
  );
  await client.open().opened;
  expect(bed.agent.asked.at(-1)).toMatchObject({
    ...{ kind: "tcp", target: `${tcp}#proxy-v2`, visitorAddress: "127.0.0.1" },
  });
});

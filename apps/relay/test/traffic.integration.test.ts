import { readTraffic } from "@homeport/hosts";
import { waitFor } from "@homeport/testkit";
import { expect, test } from "vitest";
import { beginAsk } from "./ask.ts";
import { openTestBed, startTarget } from "./test-bed.ts";

test("an app's traffic is what its visitors asked and got, by class of status, and nobody else's", async () => {
  await using bed = await openTestBed();
  await using target = await startTarget((request, response) => {
    if (request.url === "/never") return;
    request.resume();
    request.on("end", () => {
      response.writeHead(request.url === "/broken" ? 500 : 200).end("four");
    });
  });
  const host = await bed.app("counted", target.server);
  const other = await bed.app("quiet", target.server);
  await bed.ask({ host, method: "POST", body: "12345678" });
  await bed.ask({ host });
  await bed.ask({ host, path: "/broken" });
  const left = beginAsk(bed.relay.port, { host, path: "/never" });
  left.catch(() => undefined);
  await waitFor(() => bed.relay.relay.visitCount() === 1, { deadlineMs: 3_000 });
  await bed.ask({ host: "nobody.localhost:8080" });
  bed.relay.relay.server.closeAllConnections();
  await waitFor(() => bed.relay.relay.visitCount() === 0, { deadlineMs: 3_000 });

  await bed.relay.relay.traffic.flush();
  const totalOf = async (name: string) => {
    const find = [...bed.relay.relay.gate.current().byId.values()].find((app) => app.name === name);
    return (await readTraffic(bed.stores.owner, { appId: find?.appId ?? "" })).total;
  };
  expect(await totalOf("counted")).toMatchObject({
    ...{ requests: 4, bytesIn: 8, bytesOut: 12 },
    byClass: { none: 1, info: 0, ok: 2, redirect: 0, client: 0, server: 1 },
    meanMs: expect.any(Number),
  });
  expect(await totalOf("quiet")).toMatchObject({ requests: 0, meanMs: null });
  expect(other).toBe("quiet.localhost:8080");
});

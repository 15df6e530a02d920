import { once } from "node:events";
import { waitFor } from "@homeport/testkit";
import { closeCodes } from "@homeport/tunnel";
import { afterAll, beforeAll, expect, test } from "vitest";
import { beginAsk, readAnswer } from "./ask.ts";
import { rawVisitor } from "./raw-visitor.ts";
import { startTestAgent } from "./test-agent.ts";
import { openTestBed, startTarget, type TestBed, type TestTarget } from "./test-bed.ts";

let target: TestTarget;
let finish: PromiseWithResolvers<void>;

beforeAll(async () => {
  target = await startTarget(async (request, response) => {
    if (request.method === "POST") await once(request.resume(), "end");
    if (request.url === "/length") response.writeHead(200, { "Content-Length": 10 });
    if (request.url === "/slow" || request.url === "/length") {
      response.write("begun ");
      await finish.promise;
    }
    response.end("done");
  });
});

afterAll(() => target[Symbol.asyncDispose]());

const never = new AbortController().signal;

/** Both steps of the lifecycle, with the delay between them. */
async function drain(bed: TestBed): Promise<void> {
  bed.relay.startDraining();
  await bed.relay.relay.drain.sayGoodbye(never);
  await bed.relay.relay.drain.finish(never);
}

test("agents are told 4001 in-band while visitors are still served", async () => {
  await using bed = await openTestBed();
  const host = await bed.app("demo", target.server);
  bed.relay.startDraining();
  await bed.relay.relay.drain.sayGoodbye(never);
  await waitFor(() => bed.agent.goAways.includes(closeCodes.SERVER_DRAIN), { deadlineMs: 1_000 });
  const answer = await bed.ask({ host });
  expect([String(answer.body), answer.headers.connection]).toEqual(["done", "close"]);
  const [owner] = (await bed.stores.directory.lookup([bed.host.hostId])).get(bed.host.hostId) ?? [];
  expect([owner?.record.draining, owner?.relay.draining]).toEqual([true, true]);
});

test("what is in flight is finished, the tunnel then ends with 4001, and nothing of it is left", async () => {
  await using bed = await openTestBed({ relay: { settings: { drainDeadlineMs: 5_000 } } });
  const host = await bed.app("demo", target.server);
  finish = Promise.withResolvers<void>();
  const slow = await beginAsk(bed.relay.port, { host, path: "/slow" });
  await using idle = rawVisitor(bed.relay.port);
  await once(idle.socket, "connect");
  const drained = drain(bed);
  await idle.closed();
  await expect(bed.ask({ host })).rejects.toMatchObject({ code: "ECONNREFUSED" });
  expect(bed.agent.mux.closed).toBe(false);
  finish.resolve();
  expect(String((await readAnswer(slow)).body)).toBe("begun done");
  await drained;
  expect((await bed.agent.ended).code).toBe(closeCodes.SERVER_DRAIN);
  expect((await bed.stores.directory.lookup([bed.host.hostId])).size).toBe(0);
  expect(await presenceOf(bed)).toMatchObject({ online: false, reason: "RELAYS_DRAINING" });
});

async function presenceOf(bed: TestBed) {
  const [row] = await bed.stores.db.sql.query(
    `SELECT online, reason FROM host_presence WHERE host_id = $1`,
    [bed.host.hostId],
  );
  return row;
}

test("an agent that does not answer any more is written as offline before the relay is gone", async () => {
  await using bed = await openTestBed();
  await waitFor(async () => (await presenceOf(bed))?.["online"] === true, { deadlineMs: 5_000 });
  await using mute = await startTestAgent({ port: bed.relay.port, host: bed.host, slot: 1 });
  await bed.relay.tunnels(bed.host.hostId, 2);
  for (const agent of [bed.agent, mute]) agent.carrier.pause();
  await drain(bed);
  expect(await presenceOf(bed)).toMatchObject({ online: false, reason: "RELAYS_DRAINING" });
});

test("what does not end by itself is ended before the deadline, and cut answers look cut", async () => {
  await using bed = await openTestBed({ relay: { settings: { drainDeadlineMs: 1_000 } } });
  const host = await bed.app("demo", target.server);
  finish = Promise.withResolvers<void>();
  const slow = await beginAsk(bed.relay.port, { host, path: "/slow" });
  const other = await beginAsk(bed.relay.port, { host, path: "/slow" });
  const begunMs = performance.now();
  const read = Promise.all([
    expect(readAnswer(slow)).rejects.toThrow(),
    expect(readAnswer(other)).rejects.toThrow(),
  ]);
  await drain(bed);
  const tookMs = performance.now() - begunMs;
  await read;
  expect(tookMs).toBeGreaterThan(700);
  expect(tookMs).toBeLessThan(1_500);
  finish.resolve();
});

test("while endless answers are cut, a download of a known length and an upload are still carried to their ends", async () => {
  await using bed = await openTestBed({ relay: { settings: { drainDeadlineMs: 8_000 } } });
  const host = await bed.app("demo", target.server);
  finish = Promise.withResolvers<void>();
  const endless = await beginAsk(bed.relay.port, { host, path: "/slow" });
  const download = await beginAsk(bed.relay.port, { host, path: "/length" });
  await using upload = rawVisitor(bed.relay.port);
  upload.write(`POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 2\r\n\r\na`);
  await waitFor(() => bed.relay.relay.visitCount() === 3, { deadlineMs: 2_000 });
  const drained = drain(bed);
  await expect(readAnswer(endless)).rejects.toThrow();
  await waitFor(() => bed.relay.relay.visitCount() === 2, { deadlineMs: 1_000 });
  upload.write("b");
  expect(await upload.until((text) => text.includes("done"))).toMatch(/^HTTP\/1\.1 200 /);
  finish.resolve();
  expect(String((await readAnswer(download)).body)).toBe("begun done");
  await drained;
});

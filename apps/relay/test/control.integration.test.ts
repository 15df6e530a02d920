import { randomBytes } from "node:crypto";
import { getDelivery } from "@homeport/hosts";
import { waitFor } from "@homeport/testkit";
import { type MuxStream, rstCodes, type StreamEnd } from "@homeport/tunnel";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openControl } from "./control-line.ts";
import { startTestAgent, type TestAgent } from "./test-agent.ts";
import { openTestBed, startTarget, type TestBed, type TestTarget } from "./test-bed.ts";
import { addHost, type TestHost } from "./test-stores.ts";

let bed: TestBed;
let target: TestTarget;
let publisher: TestHost;
let agent: TestAgent;

beforeAll(async () => {
  bed = await openTestBed();
  target = await startTarget((_request, response) => response.end("declared"));
  publisher = await addHost(bed.stores, { mayPublish: true });
  agent = await startTestAgent({ port: bed.relay.port, host: publisher });
  await bed.relay.tunnels(publisher.hostId, 1);
});

afterAll(async () => {
  await agent[Symbol.asyncDispose]();
  await target[Symbol.asyncDispose]();
  await bed[Symbol.asyncDispose]();
});

describe("an echo that an agent opens", () => {
  const fields = { hops: 0, hostId: "", appId: "", target: "", visitorAddress: "", requestId: "" };

  function openEcho(): { stream: MuxStream; chunks: Buffer[]; ended: Promise<StreamEnd> } {
    const chunks: Buffer[] = [];
    const { promise, resolve } = Promise.withResolvers<StreamEnd>();
    const stream = agent.mux.open(
      { kind: "echo", ...fields },
      {
        onData(bytes) {
          chunks.push(bytes);
          stream.consumed(bytes.length);
        },
        onEnd: () => undefined,
        onClose: resolve,
      },
    ) as MuxStream;
    return { stream, chunks, ended: promise };
  }

  test("brings a mebibyte back as it was sent", async () => {
    const sent = randomBytes(2 ** 20);
    const echo = openEcho();
    echo.stream.end(sent);
    expect(await echo.ended).toEqual({ kind: "ended" });
    expect(Buffer.concat(echo.chunks).equals(sent)).toBe(true);
  });

  test("is reset when it goes on beyond what a measurement needs", async () => {
    const echo = openEcho();
    echo.stream.end(Buffer.alloc(5 * 2 ** 20));
    expect(await echo.ended).toMatchObject({ kind: "reset", code: rstCodes.REFUSED });
  });
});

describe("apps that an agent declares", () => {
  test("exist with address and owner level, and answer under it", async () => {
    const control = openControl(agent.mux);
    const apps = [
      { name: "garden", target: target.url, protocol: "http", level: "public" },
      { name: "attic", target: target.url, protocol: "http" },
    ];
    control.send({ type: "apps.declare", id: "1", apps });
    const answer = await control.answer();
    expect(answer).toMatchObject({
      type: "apps.declared",
      id: "1",
      apps: [
        { name: "garden", url: "http://garden.localhost:8080/", level: "public", created: true },
        { name: "attic", level: "owner", created: true },
      ],
    });
    await waitFor(async () => (await bed.ask({ host: "garden.localhost:8080" })).status === 200, {
      deadlineMs: 3_000,
    });
    const audit = await bed.stores.db.sql.query(
      `SELECT actor_kind, actor_id FROM audit_entries WHERE action = 'app.create' AND actor_kind = 'host'`,
    );
    expect(audit).toHaveLength(2);
    control.send({ type: "apps.declare", id: "2", apps });
    expect(await control.answer()).toMatchObject({
      apps: [{ created: false }, { created: false, level: "owner" }],
    });
  });

  test("follow their target, unless the console has set another one", async () => {
    await using moved = await startTarget((_request, response) => response.end("moved"));
    const control = openControl(agent.mux);
    const declare = (url: string) => ({
      name: "mover",
      target: url,
      protocol: "http",
      level: "public",
    });
    control.send({ type: "apps.declare", id: "1", apps: [declare(target.url)] });
    await control.answer();
    control.send({ type: "apps.declare", id: "2", apps: [declare(moved.url)] });
    await control.answer();
    const host = "mover.localhost:8080";
    await waitFor(async () => String((await bed.ask({ host })).body) === "moved", {
      deadlineMs: 3_000,
    });
  });

  test("each fail by themselves, with a code", async () => {
    const control = openControl(agent.mux);
    const apps = [
      { name: "www", target: target.url, protocol: "http" },
      { name: "no good", target: target.url, protocol: "http" },
      { name: "fine", target: target.url, protocol: "http" },
      { name: "linked", target: target.url, protocol: "http", level: "link" },
    ];
    control.send({ type: "apps.declare", id: "1", apps });
    expect(await control.answer()).toMatchObject({
      apps: [
        { name: "www", error: { code: "RESERVED_LABEL" } },
        { name: "no good", error: { code: "APP_NAME_INVALID" } },
        { name: "fine", created: true },
        { name: "linked", created: true, level: "link" },
      ],
    });
  });

  test("are refused to a host that may not publish", async () => {
    const control = openControl(bed.agent.mux);
    const app = { name: "forbidden", target: target.url, protocol: "http" };
    control.send({ type: "apps.declare", id: "1", apps: [app] });
    expect(await control.answer()).toMatchObject({
      apps: [{ name: "forbidden", error: { code: "MAY_NOT_PUBLISH" } }],
    });
  });
});

describe("what an agent says of its targets", () => {
  test("is shown with the app's delivery, and of other hosts' apps nothing is believed", async () => {
    const control = openControl(agent.mux);
    const app = { name: "reported", target: target.url, protocol: "http" };
    control.send({ type: "apps.declare", id: "1", apps: [app] });
    const answer = await control.answer();
    const [{ appId }] = answer["apps"] as [{ appId: string }];
    const lastConnect = async () =>
      (await getDelivery(bed.stores.owner, { appId })).lastConnect?.error;
    const report = (error: string | null, atMs: number) => ({
      type: "targets",
      targets: [{ appId, error, atMs }],
    });
    control.send(report("TARGET_REFUSED", 1));
    await waitFor(async () => (await lastConnect()) === "TARGET_REFUSED", { deadlineMs: 3_000 });
    openControl(bed.agent.mux).send(report("TARGET_NOT_ALLOWED", 2));
    control.send(report(null, 3));
    await waitFor(async () => (await lastConnect()) === null, { deadlineMs: 3_000 });
  });
});

describe("a control stream", () => {
  test("answers what it does not know, and lives on", async () => {
    const control = openControl(agent.mux);
    control.send({ type: "from.the.future", id: "7" });
    expect(await control.answer()).toEqual({ error: "unknown", id: "7" });
    control.send({ type: "apps.declare", id: "8" });
    expect(await control.answer()).toEqual({ error: "invalid", id: "8" });
    control.stream.write(Buffer.from("no json\n"));
    expect(await control.answer()).toEqual({ error: "invalid" });
    control.send({ type: "targets", targets: [{ appId: "a", error: "TARGET_REFUSED", atMs: 1 }] });
    control.send({ type: "key.rotated", id: "9" });
    expect(await control.answer()).toEqual({ error: "unknown", id: "9" });
  });

  test("ends at a message over 64 KiB, and the tunnel goes on", async () => {
    const control = openControl(agent.mux);
    control.stream.write(Buffer.alloc(70_000, 0x61));
    await waitFor(() => control.ended === "reset 8", { deadlineMs: 3_000 });
    expect(agent.mux.closed).toBe(false);
  });

  test("is the only kind that an agent may open", async () => {
    let ended = "";
    agent.mux.open(
      {
        kind: "tcp",
        hops: 0,
        hostId: "",
        appId: "",
        target: "",
        visitorAddress: "",
        requestId: "",
      },
      {
        onData: () => undefined,
        onEnd: () => undefined,
        onClose(end) {
          ended = end.kind === "reset" ? `reset ${end.code}` : end.kind;
        },
      },
    );
    await waitFor(() => ended === "reset 10", { deadlineMs: 3_000 });
  });
});

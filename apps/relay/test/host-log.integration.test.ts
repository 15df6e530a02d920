import { issueActingTicket } from "@homeport/gate";
import { waitFor } from "@homeport/testkit";
import { ControlLines, controlLine, type MuxStream, rstCodes } from "@homeport/tunnel";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, errorOf } from "./ask.ts";
import { installTestApp } from "./managed-app.ts";
import { addStranger, bearer, endSession, signInProgram, type TestProgram } from "./program.ts";
import { startTestAgent, type TestAgent } from "./test-agent.ts";
import { openTestFleet, type TestFleet } from "./test-fleet.ts";
import { addHost, type TestHost } from "./test-stores.ts";

let fleet: TestFleet;
let owner: TestProgram;
let host: TestHost;
let agent: TestAgent;
let answerTail: (stream: MuxStream, message: LogTail) => void;

interface LogTail {
  readonly id: string;
  readonly lines: number;
  readonly appId?: string;
}

beforeAll(async () => {
  fleet = await openTestFleet({ relays: 2, target: (_request, response) => void response.end() });
  owner = await signInProgram(fleet.stores);
  host = await addHost(fleet.stores);
  agent = await startTestAgent({
    ...{ port: fleet.relay(1).port, host },
    onControl(stream) {
      const lines = new ControlLines();
      stream.listen({
        onData(bytes) {
          stream.consumed(bytes.length);
          for (const line of lines.push(bytes) ?? []) answerTail(stream, JSON.parse(line));
        },
        onEnd: () => undefined,
        onClose: () => undefined,
      });
      stream.accept();
    },
  });
  await waitFor(
    async () => (await fleet.stores.directory.lookup([host.hostId])).get(host.hostId)?.length === 1,
    { deadlineMs: 5_000 },
  );
});

afterAll(async () => {
  await agent[Symbol.asyncDispose]();
  await fleet[Symbol.asyncDispose]();
});

function read(at: number, query = "", headers: Record<string, string> = bearer(owner)) {
  const path = `/hosts/${host.hostId}/_log${query}`;
  return ask(fleet.relay(at).port, { host: "localhost:8080", path, headers });
}

const say = (stream: MuxStream, message: object) => void stream.write(controlLine(message));

describe("a host's log", () => {
  test.each([
    ["here", 1],
    ["at another relay", 0],
  ])("is read through a tunnel that is %s, piece by piece", async (_name, at) => {
    answerTail = (stream, { id, lines }) => {
      const type = "log.lines";
      say(stream, { type, id, lines: [`asked for ${lines}`], done: false });
      say(stream, { type, id, lines: ["the end"], done: true });
    };
    const answer = await read(at, "?lines=7");
    expect(answer.status).toBe(200);
    expect(JSON.parse(String(answer.body))).toEqual({ lines: ["asked for 7", "the end"] });
    expect(answer.headers["cache-control"]).toBe("no-store");
    for (const [query, lines] of Object.entries({
      "": 200,
      "?lines=5000": 1_000,
      "?lines=x": 200,
    })) {
      const { body } = await read(at, query);
      expect(JSON.parse(String(body)).lines[0]).toBe(`asked for ${lines}`);
    }
  });

  test.each<[string, (stream: MuxStream, message: { id: string }) => void, string]>([
    [
      "cannot read it",
      (stream, { id }) => say(stream, { error: "unreadable", id }),
      "LOG_UNREADABLE",
    ],
    [
      "says something else",
      (stream) => say(stream, { type: "targets", targets: [] }),
      "LOG_UNREADABLE",
    ],
    ["does not know the question", (stream) => stream.reset(rstCodes.BAD_OPEN), "TUNNEL_LOST"],
    [
      "never stops",
      (stream, { id }) => {
        const lines = Array.from({ length: 7 }, () => "x".repeat(8_000));
        for (let n = 0; n < 40; n += 1) say(stream, { type: "log.lines", id, lines, done: false });
      },
      "LOG_UNREADABLE",
    ],
  ])("of an agent that %s is refused with a code", async (_name, answering, code) => {
    answerTail = answering;
    const answer = await read(1);
    expect([answer.status, errorOf(answer).code]).toEqual([502, code]);
    expect(agent.mux.closed).toBe(false);
  });

  test("is an app's own where one that the host runs is named, by name or by id", async () => {
    const { appId, name } = await installTestApp(fleet.stores, { hostId: host.hostId });
    answerTail = (stream, { id, lines, appId: asked }) =>
      say(stream, { type: "log.lines", id, lines: [`${lines} of ${asked}`], done: true });
    for (const app of [name, appId]) {
      await waitFor(async () => (await read(0, `?app=${app}&lines=3`)).status === 200, {
        deadlineMs: 10_000,
      });
      const answer = await read(0, `?app=${app}&lines=3`);
      expect(JSON.parse(String(answer.body)).lines).toEqual([`3 of ${appId}`]);
    }
    const port = fleet.app.host.split(".")[0];
    for (const other of ["nowhere", port]) {
      expect(errorOf(await read(0, `?app=${other}`)).code).toBe("NOT_FOUND");
    }
  });

  test("is shown to four people at once and no more", async () => {
    const asked: (() => void)[] = [];
    answerTail = (stream, { id }) =>
      void asked.push(() => say(stream, { type: "log.lines", id, lines: [], done: true }));
    const reading = Array.from({ length: 4 }, () => read(1));
    await waitFor(() => asked.length === 4, { deadlineMs: 3_000 });
    expect(errorOf(await read(1)).code).toBe("OVER_CAPACITY");
    for (const finish of asked) finish();
    for (const answer of await Promise.all(reading)) expect(answer.status).toBe(200);
  });

  test("ends with the session of whoever reads it", async () => {
    answerTail = () => undefined;
    const brief = await signInProgram(fleet.stores);
    const reading = read(1, "", bearer(brief));
    reading.catch(() => undefined);
    await waitFor(() => fleet.relay(1).relay.visitCount() === 1, { deadlineMs: 3_000 });
    await endSession(fleet.stores, brief);
    await expect(reading).rejects.toThrow();
  });

  test("of a host that is away says why", async () => {
    const away = await addHost(fleet.stores);
    const path = `/hosts/${away.hostId}/_log`;
    const asked = { host: "localhost:8080", path, headers: bearer(owner) };
    const answer = await ask(fleet.relay(0).port, asked);
    expect(errorOf(answer)).toMatchObject({ code: "HOST_OFFLINE", reason: "NEVER_CONNECTED" });
  });
});

describe("who reads a host's log", () => {
  test("manages it, or brings a ticket of somebody who does, once and for nothing else", async () => {
    answerTail = (stream, { id }) => say(stream, { type: "log.lines", id, lines: [], done: true });
    const { hostId } = host;
    expect((await read(1, "", {})).status).toBe(401);
    const stranger = await signInProgram(fleet.stores, await addStranger(fleet.stores));
    expect(errorOf(await read(1, "", bearer(stranger))).code).toBe("HOST_NOT_FOUND");
    await fleet.stores.db.sql.query(`INSERT INTO members (id, organization_id, user_id, role)
      SELECT 'reader', organization_id, '${stranger.userId}', 'member' FROM hosts LIMIT 1`);
    const member = await signInProgram(fleet.stores, stranger);
    expect(errorOf(await read(1, "", bearer(member))).code).toBe("NOT_ALLOWED");
    expect(errorOf(await read(1, "?app=any", bearer(member))).code).toBe("NOT_ALLOWED");

    const { sessionId } = owner;
    const ticket = (purpose: "host.log" | "host.check") =>
      issueActingTicket(fleet.stores.gate, { purpose, subject: hostId, sessionId });
    const own = { "X-Homeport-Ticket": await ticket("host.log") };
    expect((await read(1, "", own)).status).toBe(200);
    expect((await read(1, "", own)).status).toBe(400);
    const other = { "X-Homeport-Ticket": await ticket("host.check") };
    expect((await read(1, "", other)).status).toBe(400);
  });
});

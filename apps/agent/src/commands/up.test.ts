import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestHost, type TestHost } from "../../test/test-host.ts";
import { startTestRelay, type TestRelay } from "../../test/test-relay.ts";
import { type AgentStatus, statusSchema } from "../local/messages.ts";

const patient = { timeout: 20_000 };
let host: TestHost;
let relay: TestRelay;
let target: Server;
let connections: Socket[];

beforeEach(async () => {
  host = await createTestHost();
  relay = await startTestRelay(host.key.publicKey);
  await host.enrolAt(relay.url);
  connections = [];
  target = createServer((socket) => {
    connections.push(socket);
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  await host[Symbol.asyncDispose]();
  await relay[Symbol.asyncDispose]();
  for (const connection of connections) connection.destroy();
  target.close();
});

const targetText = () => `tcp://127.0.0.1:${(target.address() as AddressInfo).port}`;

async function status(): Promise<AgentStatus | null> {
  const ran = await host.run("status", "--json");
  return ran.code === 0 ? statusSchema.parse(JSON.parse(ran.stdout)) : null;
}

/** A stream through the agent to the target that holds the agent up until the target answers. */
async function openExchange() {
  const opened = relay.open("http", targetText());
  opened.stream.write(Buffer.from("ask"));
  await expect.poll(() => connections.length, patient).toBe(1);
  return opened;
}

describe("a running agent", () => {
  it("refuses a second one on its state folder and goes on", { timeout: 60_000 }, async () => {
    host.start("up");
    await expect.poll(() => relay.tunnels.length, patient).toBe(2);
    const second = await host.run("up", "--json");
    expect([second.code, JSON.parse(second.stderr).error.code]).toEqual([1, "AGENT_RUNNING"]);
    expect(relay.tunnels).toHaveLength(2);
  });

  it("stays until its replacement is live, finishes its streams, and exits with 0", {
    timeout: 60_000,
  }, async () => {
    const first = host.start("up");
    await expect.poll(() => relay.tunnels.length, patient).toBe(2);
    const exchange = await openExchange();
    const second = host.start("up", "--replace");
    await expect.poll(() => second.said(), patient).toContain("Ctrl-C stops it");
    expect((await status())?.pid).toBe(second.child.pid);
    expect(first.child.exitCode).toBeNull();
    connections[0]?.end("the answer");
    await expect.poll(exchange.text, patient).toBe("the answer");
    exchange.stream.end();
    expect((await first.ended).code).toBe(0);
    expect((await status())?.pid).toBe(second.child.pid);
    const runs = relay.tunnels.map(({ hello }) => hello.run);
    expect(new Set(runs).size).toBe(1);
  });

  it("keeps its place when its replacement cannot reach a relay", { timeout: 60_000 }, async () => {
    const first = host.start("up");
    await expect.poll(() => relay.tunnels.length, patient).toBe(2);
    await host.enrolAt("http://127.0.0.1:9");
    const second = host.start("up", "--replace");
    await expect.poll(() => second.said(), patient).toContain("no tunnel");
    second.child.kill("SIGTERM");
    expect((await second.ended).code).toBe(4);
    expect(second.said()).toContain("the agent that runs keeps its place");
    await host.enrolAt(relay.url);
    expect((await status())?.pid).toBe(first.child.pid);
    expect(relay.tunnels).toHaveLength(2);
  });

  it("finishes open streams when it is stopped; a second signal ends it now", {
    timeout: 60_000,
  }, async () => {
    const first = host.start("up");
    await expect.poll(() => relay.tunnels.length, patient).toBe(2);
    const exchange = await openExchange();
    first.child.kill("SIGTERM");
    await expect.poll(() => relay.tunnels.length, patient).toBe(0);
    connections[0]?.end("late, but whole");
    await expect.poll(exchange.text, patient).toBe("late, but whole");
    exchange.stream.end();
    expect((await first.ended).code).toBe(0);

    const next = host.start("up");
    await expect.poll(() => relay.tunnels.length, patient).toBe(2);
    connections.length = 0;
    await openExchange();
    next.child.kill("SIGTERM");
    await expect.poll(() => relay.tunnels.length, patient).toBe(0);
    next.child.kill("SIGTERM");
    expect((await next.ended).code).toBe(1);
  });
});

describe("how targets answer", () => {
  it("is told when it changes, and again to every relay that is reached anew", {
    timeout: 60_000,
  }, async () => {
    host.start("up");
    await expect.poll(() => relay.tunnels.length, patient).toBe(2);
    await openExchange();
    await expect.poll(() => relay.reports, patient).toEqual(["app null"]);
    relay.open("http", "tcp://192.0.2.1:80");
    await expect.poll(() => relay.reports, patient).toEqual(["app null", "app TARGET_NOT_ALLOWED"]);
    for (const { mux } of [...relay.tunnels]) mux.destroy(4_500, "lost");
    await expect.poll(() => relay.tunnels.length, patient).toBe(2);
    await expect
      .poll(() => relay.reports.slice(2), patient)
      .toEqual(["app TARGET_NOT_ALLOWED", "app TARGET_NOT_ALLOWED"]);
  });
});

describe("an agent that tries the raw wire", () => {
  it("remembers it for the address once it brought 64 KiB back intact", {
    timeout: 60_000,
  }, async () => {
    host.start("up");
    await expect.poll(() => relay.tunnels.length, patient).toBe(2);
    const wires = () => readFile(host.folder.wireFile, "utf8").catch(() => "");
    await expect.poll(wires, patient).toContain('"raw"');
    expect(JSON.parse(await wires()).wires).toMatchObject([{ address: relay.url, wire: "raw" }]);
  });
});

describe("the configuration of a running agent", () => {
  const write = (text: string) => writeFile(host.folder.configFile, text);
  const log = () => readFile(join(host.folder.logFolder, "agent.log"), "utf8");

  it("declares its apps, follows the file, and keeps the last good one", {
    timeout: 60_000,
  }, async () => {
    await write("version: 1\nrelay: {tunnels: 1}\napps:\n  - {name: notes, target: 3000}\n");
    const agent = host.start("up");
    await expect.poll(() => relay.declared, patient).toEqual(["notes http://localhost:3000"]);
    await write(
      "version: 1\nrelay: {tunnels: 2}\napps:\n  - {name: notes, target: 3000}\n  - {name: db, target: 'tcp://localhost:5432', protocol: tcp}\n",
    );
    await expect.poll(() => relay.tunnels.length, patient).toBe(2);
    await expect.poll(() => relay.declared.length, patient).toBe(2);

    await write("version: 1\nrelay: {tunnels: 2, speed: fast}\n");
    agent.child.kill("SIGHUP");
    await expect.poll(log, patient).toContain("config.rejected");
    const now = await status();
    expect(now?.config.problems).toEqual([expect.stringMatching(/^line 2: relay\.speed/)]);
    expect(now?.apps.map((app) => [app.name, app.address])).toEqual([
      ["notes", "http://notes.test/"],
      ["db", "http://db.test/"],
    ]);
    const shown = await host.run("status");
    expect(shown.stdout).toContain("has problems and is not in force");

    await write("version: 1\n");
    await expect.poll(async () => (await status())?.apps, patient).toEqual([]);
    expect((await status())?.config.problems).toEqual([]);
  });

  it("carries no stream to a target that was taken out of it", { timeout: 60_000 }, async () => {
    const off = "targets: {fromConsole: none}";
    await write(`version: 1\n${off}\napps:\n  - {name: notes, target: '${targetText()}'}\n`);
    host.start("up");
    await expect.poll(() => relay.tunnels.length, patient).toBe(2);
    await openExchange();
    await write(`version: 1\n${off}\n`);
    await expect.poll(async () => (await status())?.apps, patient).toEqual([]);
    const refused = relay.open("http", targetText());
    await expect.poll(() => refused.stream.closed, patient).toBe(true);
    expect(connections).toHaveLength(1);
  });
});

describe("the log of a whole run", () => {
  it("tells what happened, is shown by homeport logs, and holds no key", {
    timeout: 60_000,
  }, async () => {
    const agent = host.start("up");
    await expect.poll(() => relay.tunnels.length, patient).toBe(2);
    agent.child.kill("SIGTERM");
    await agent.ended;
    const ran = await host.run("logs", "--json", "--since", "1h");
    const records = ran.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const events = new Set(records.map((record) => record.msg));
    expect(events).toEqual(new Set(["agent.started", "slot.state", "agent.stopping"]));
    expect((await host.run("logs")).stdout).toMatch(/info slot\.state .*state="live"/);
    const secret = (await readFile(host.folder.keyFile, "utf8")).split("\n")[1] ?? "no key";
    expect(ran.stdout).not.toContain(secret);
    const everything = agent.said() + ran.stdout;
    expect(everything).not.toMatch(/PRIVATE KEY/);
  });

  it("is followed by homeport logs -f until that is stopped, from the age that is asked for", {
    timeout: 60_000,
  }, async () => {
    const file = join(host.folder.logFolder, "agent.log");
    const record = (at: string, msg: string) =>
      `${JSON.stringify({ at, level: "info", msg, slot: 1 })}\n`;
    await mkdir(host.folder.logFolder, { recursive: true });
    await writeFile(file, record("2020-01-01T00:00:00Z", "long.ago"));
    const following = host.start("logs", "-f", "--since", "1h");
    await appendFile(file, record(new Date().toISOString(), "first"));
    await expect.poll(following.said, patient).toMatch(/info first slot=1/);
    await appendFile(file, record(new Date().toISOString(), "second"));
    await expect.poll(following.said, patient).toMatch(/info second slot=1/);
    following.child.kill("SIGINT");
    const ended = await following.ended;
    expect([ended.code, ended.stdout.split("\n").length]).toEqual([0, 3]);
    expect(ended.stdout).not.toContain("long.ago");
  });
});

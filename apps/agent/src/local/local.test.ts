import { execFile } from "node:child_process";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { askLocal, reachLocal } from "./client.ts";
import type { LocalRequest } from "./messages.ts";
import { type LocalSocket, listenLocal } from "./server.ts";

let socketPath: string;

beforeEach(async () => {
  socketPath = join(await mkdtemp(join(tmpdir(), "homeport-local-")), "agent.sock");
});
afterEach(() => rm(dirname(socketPath), { recursive: true }));

async function claimed(answer: (request: LocalRequest) => Promise<unknown>): Promise<LocalSocket> {
  const socket = await listenLocal(socketPath, answer);
  try {
    await socket.claim();
    return socket;
  } catch (error) {
    await socket[Symbol.asyncDispose]();
    throw error;
  }
}

describe("the agent's socket", () => {
  it("answers the command that asks, and only its owner can reach it", async () => {
    await using _server = await claimed(async (request) => ({ asked: request.op }));
    expect(await askLocal(socketPath, { op: "status" })).toEqual({ asked: "status" });
    expect((await stat(socketPath)).mode & 0o777).toBe(0o600);
  });

  it("keeps a second agent from starting on the same folder", async () => {
    await using _server = await claimed(async () => null);
    await expect(claimed(async () => null)).rejects.toMatchObject({
      code: "AGENT_RUNNING",
    });
  });

  it("passes its name on in one step, and a late close leaves the successor's socket", async () => {
    const first = await claimed(async () => "first");
    await using second = await listenLocal(socketPath, async () => "second");
    const known = await reachLocal(socketPath);
    await second.takeOver();
    expect(await askLocal(socketPath, { op: "status" })).toBe("second");
    expect(await known.ask({ op: "status" })).toBe("first");
    await first[Symbol.asyncDispose]();
    expect(await askLocal(socketPath, { op: "status" })).toBe("second");
  });

  it("is gone when its agent has stopped", async () => {
    await (await claimed(async () => null))[Symbol.asyncDispose]();
    await expect(stat(socketPath)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("replaces the socket that a killed agent left behind", async () => {
    await leaveStaleSocket(socketPath);
    await using _server = await claimed(async () => "mine");
    expect(await askLocal(socketPath, { op: "status" })).toBe("mine");
  });

  it("answers what it does not understand with an error, and goes on", async () => {
    await using _server = await claimed(async () => "still here");
    const socket = connect(socketPath);
    socket.write("{]\n");
    expect(JSON.parse(await text(socket))).toEqual({
      error: { code: "UNKNOWN", detail: "not understood" },
    });
    expect(await askLocal(socketPath, { op: "status" })).toBe("still here");
  });

  it("cuts a caller that sends a line without end", async () => {
    await using _server = await claimed(async () => null);
    const socket = connect(socketPath);
    socket.on("error", () => undefined);
    const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    socket.write("x".repeat(200_000));
    await closed;
  });

  it("says that no agent runs when nobody listens", async () => {
    await expect(askLocal(socketPath, { op: "status" })).rejects.toMatchObject({
      code: "AGENT_NOT_RUNNING",
    });
  });
});

/** Leaves a socket file that nobody answers, as a killed process does. */
async function leaveStaleSocket(path: string): Promise<void> {
  const script = `require("node:net").createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, "SIGKILL"))`;
  await new Promise<void>((resolve) => execFile(process.execPath, ["-e", script], () => resolve()));
  expect((await stat(path)).isSocket()).toBe(true);
}

import { execFile } from "node:child_process";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { askLocal } from "./client.ts";
import { listenLocal } from "./server.ts";

let socketPath: string;

beforeEach(async () => {
  socketPath = join(await mkdtemp(join(tmpdir(), "homeport-local-")), "agent.sock");
});
afterEach(() => rm(dirname(socketPath), { recursive: true }));

describe("the agent's socket", () => {
  it("answers the command that asks, and only its owner can reach it", async () => {
    await using _server = await listenLocal(socketPath, async (request) => ({ asked: request.op }));
    expect(await askLocal(socketPath, { op: "status" })).toEqual({ asked: "status" });
    expect((await stat(socketPath)).mode & 0o777).toBe(0o600);
  });

  it("keeps a second agent from starting on the same folder", async () => {
    await using _server = await listenLocal(socketPath, async () => null);
    await expect(listenLocal(socketPath, async () => null)).rejects.toMatchObject({
      code: "AGENT_RUNNING",
    });
  });

  it("replaces the socket that a killed agent left behind", async () => {
    await leaveStaleSocket(socketPath);
    await using _server = await listenLocal(socketPath, async () => "mine");
    expect(await askLocal(socketPath, { op: "status" })).toBe("mine");
  });

  it("answers what it does not understand with an error, and goes on", async () => {
    await using _server = await listenLocal(socketPath, async () => "still here");
    const socket = connect(socketPath);
    socket.write("{]\n");
    expect(JSON.parse(await text(socket))).toEqual({
      error: { code: "UNKNOWN", detail: "not understood" },
    });
    expect(await askLocal(socketPath, { op: "status" })).toBe("still here");
  });

  it("cuts a caller that sends a line without end", async () => {
    await using _server = await listenLocal(socketPath, async () => null);
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

import { newId } from "@homeport/platform";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { answering, processManifest, wantOf } from "../../test/test-apps.ts";
import { createTestHost, type TestHost } from "../../test/test-host.ts";
import { startTestRelay, type TestRelay } from "../../test/test-relay.ts";
import { isSameProcess, type ProcessIdentity } from "../apps/process-identity.ts";
import { AppRecords } from "../apps/record.ts";
import { statusSchema } from "../local/messages.ts";

const patient = { timeout: 20_000 };
const slow = { timeout: 60_000 };
let host: TestHost;
let relay: TestRelay;
const appId = newId();
const notes = wantOf({ appId, name: "notes", manifest: processManifest(answering) });

beforeEach(async () => {
  host = await createTestHost();
  relay = await startTestRelay(host.key.publicKey);
  await host.enrolAt(relay.url);
});
afterEach(async () => {
  await relay.desire(notes(99, "uninstall"));
  await expect.poll(() => relay.states.at(-1), patient).toBe("99 removed");
  await host[Symbol.asyncDispose]();
  await relay[Symbol.asyncDispose]();
});

async function keptProcess(): Promise<ProcessIdentity> {
  const records = new AppRecords(host.folder.appsFolder);
  await records.load();
  const kept = records.ofName("notes")?.process ?? null;
  if (kept === null) throw new Error("no process is kept");
  return kept;
}

async function visit(): Promise<string> {
  const { stream, text } = relay.open("http", "", appId);
  stream.write(Buffer.from("GET / HTTP/1.1\r\nHost: notes\r\nConnection: close\r\n\r\n"));
  await expect.poll(text, patient).toContain("HOMEPORT_APP_PORT");
  return text();
}

async function install() {
  const agent = host.start("up");
  await expect.poll(() => relay.tunnels.length, patient).toBe(2);
  await relay.desire(notes(1, "install"));
  await expect.poll(() => relay.states, patient).toContain("1 running");
  return agent;
}

describe("an app that a running agent runs for the console", () => {
  it(
    "is installed over the control line, carries visitors, and shows itself and its output",
    slow,
    async () => {
      const agent = await install();
      expect(relay.states).toEqual(["1 installing", "1 starting", "1 running"]);
      expect(await visit()).toMatch(/^HTTP\/1.1 200/);
      const shown = await host.run("status", "--json");
      const [app] = statusSchema.parse(JSON.parse(shown.stdout)).managed;
      expect(app).toMatchObject({ appId, name: "notes", runtime: "process", status: "running" });
      expect(await relay.tail(appId)).toEqual([`listening on ${app?.port}`]);
      expect((await host.run("status")).stdout).toContain(
        `Run by this host\n  notes  (process, port ${app?.port}; running)`,
      );
      expect(agent.said()).toContain("notes is running");
    },
  );

  it("outlives it, and is the next one's without a start", slow, async () => {
    const first = await install();
    const kept = await keptProcess();
    first.child.kill("SIGTERM");
    expect((await first.ended).code).toBe(0);
    expect(await isSameProcess(kept)).toBe(true);
    host.start("up");
    await expect.poll(() => relay.tunnels.length, patient).toBe(2);
    expect(await visit()).toMatch(/^HTTP\/1.1 200/);
    await relay.desire(notes(1, null));
    await expect.poll(() => relay.states.at(-1), patient).toBe("1 running");
    expect(await keptProcess()).toEqual(kept);
  });

  it(
    "ends with it where another program has started that agent, and is stopped then",
    slow,
    async () => {
      await host[Symbol.asyncDispose]();
      await relay[Symbol.asyncDispose]();
      host = await createTestHost({ HOMEPORT_PARENT_PID: String(process.pid) });
      relay = await startTestRelay(host.key.publicKey);
      await host.enrolAt(relay.url);
      const first = await install();
      const kept = await keptProcess();
      first.child.kill("SIGTERM");
      expect((await first.ended).code).toBe(0);
      expect(await isSameProcess(kept)).toBe(false);
      host.start("up");
      await relay.desire(notes(1, null));
      await expect.poll(() => relay.states.at(-1), patient).toBe("1 stopped");
    },
  );

  it(
    "passes to the agent that replaces it, which alone does what is wanted from then on",
    slow,
    async () => {
      const first = await install();
      const kept = await keptProcess();
      const second = host.start("up", "--replace");
      await expect.poll(() => second.said(), patient).toContain("Ctrl-C stops it");
      expect((await first.ended).code).toBe(0);
      expect(await visit()).toMatch(/^HTTP\/1.1 200/);
      await relay.desire(notes(2, "start"));
      await expect.poll(() => relay.states.at(-1), patient).toBe("2 running");
      expect(await keptProcess()).toEqual(kept);
      await relay.desire(notes(3, "stop"));
      await expect.poll(() => relay.states.at(-1), patient).toBe("3 stopped");
      expect(await isSameProcess(kept)).toBe(false);
    },
  );
});

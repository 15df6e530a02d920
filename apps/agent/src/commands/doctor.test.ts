import { generateKeyPairSync } from "node:crypto";
import { chmod, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestHost, type TestHost } from "../../test/test-host.ts";
import { startTestRelay, type TestRelay } from "../../test/test-relay.ts";
import { judgeClock } from "../doctor/check-relay.ts";
import type { Finding } from "../doctor/finding.ts";
import { stateFiles } from "../state/files.ts";

const patient = { timeout: 20_000 };
let host: TestHost;
let relay: TestRelay;

beforeEach(async () => {
  host = await createTestHost();
  relay = await startTestRelay(host.key.publicKey);
  await host.enrolAt(relay.url);
});
afterEach(async () => {
  await host[Symbol.asyncDispose]();
  await relay[Symbol.asyncDispose]();
});

async function examine(
  ...args: string[]
): Promise<{ code: number | null; states: Map<string, Finding>; complaint: string }> {
  const ran = await host.run("doctor", "--json", ...args);
  const { checks }: { checks: Finding[] } = JSON.parse(ran.stdout);
  const states = new Map(checks.map((finding) => [finding.check, finding]));
  return { code: ran.code, states, complaint: ran.stderr };
}

const everything = [
  ...["configuration", "file modes", "clock", "DNS", "TCP", "TLS"],
  ...["upgrade to websocket", "upgrade to raw", "credential", "echo", "1 MiB each way"],
  ...["disk", "version"],
];

describe("homeport doctor", { timeout: 60_000 }, () => {
  it("finds everything in order where no agent runs, and leaves no tunnel behind", async () => {
    const { code, states } = await examine();
    expect([...states.keys()]).toEqual(everything);
    expect([...states.values()].map(({ state }) => state)).toEqual(everything.map(() => "ok"));
    expect(code).toBe(0);
    await expect.poll(() => relay.tunnels.length, patient).toBe(0);
  });

  it("measures by the tunnels of the agent that runs, and ends none of them", async () => {
    host.start("up");
    await expect.poll(() => relay.tunnels.length, patient).toBe(2);
    const before = [...relay.tunnels];
    const { code, states } = await examine();
    expect([...states.keys()]).toEqual(everything);
    expect(states.get("1 MiB each way")?.detail).toMatch(
      /relay-1 \((websocket|raw)\).*relay-1 \((?!\1)(websocket|raw)\)/,
    );
    expect(code).toBe(0);
    expect(relay.tunnels).toEqual(before);
  });

  it("fails on each broken thing with its remedy and exit code 1", async () => {
    const target = "tcp://127.0.0.1:9";
    const app = { name: "db", target, level: "owner", protocol: "tcp" } as const;
    await stateFiles(host.folder).apps.write({ apps: [app, { ...app, name: "other" }] });
    await writeFile(host.folder.configFile, "version: 1\nspeed: fast\n");
    await chmod(host.folder.keyFile, 0o644);
    const { code, states, complaint } = await examine("--app", "db");
    const failed = [...states.values()].filter(({ state }) => state === "fail");
    expect(failed.map(({ check }) => check)).toEqual([
      ...["configuration", "file modes", "host key", "target of db"],
    ]);
    expect(failed.every(({ remedy }) => remedy !== null)).toBe(true);
    expect(JSON.parse(complaint).error.code).toBe("DOCTOR_FAILED");
    expect(states.get("file modes")?.remedy).toContain(`chmod go= ${host.folder.keyFile}`);
    expect(code).toBe(1);
  });

  it("says that the credential is refused when the relay does not know the key", async () => {
    const { publicKey } = generateKeyPairSync("ed25519");
    const raw = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url");
    await using stranger = await startTestRelay(raw);
    await host.enrolAt(stranger.url);
    const { code, states } = await examine();
    expect(states.get("credential")).toMatchObject({
      state: "fail",
      remedy: expect.stringMatching(/enrol again/),
    });
    expect(states.get("upgrade to websocket")?.state).toBe("ok");
    expect(code).toBe(1);
  });

  it("names the files of the state folder that are damaged, and looks at the rest", async () => {
    await writeFile(host.folder.hostFile, "{", { mode: 0o600 });
    await writeFile(host.folder.appsFile, "{", { mode: 0o600 });
    const { code, states } = await examine();
    expect([...states].map(([check, { state }]) => [check, state])).toEqual([
      ...[
        ["configuration", "ok"],
        ["file modes", "ok"],
      ],
      ...[
        ["enrolment", "fail"],
        ["kept apps", "fail"],
      ],
      ["disk", "ok"],
    ]);
    expect(states.get("enrolment")?.detail).toContain(host.folder.hostFile);
    expect(code).toBe(1);
  });

  it("stops at the first step that nothing behind it can do without", async () => {
    await host.enrolAt("http://127.0.0.1:9");
    const { states } = await examine();
    expect(states.get("TCP")).toMatchObject({
      state: "fail",
      detail: expect.stringMatching(/ECONNREFUSED/),
    });
    expect(states.has("credential")).toBe(false);
  });
});

describe("the clock of this machine", () => {
  it.each([
    [60_000, "ok"],
    [60_001, "warn"],
    [-90_000, "warn"],
  ])("that is %i ms off is %s", (gapMs, state) => {
    expect(judgeClock(1_800_000_000_000, 1_800_000_000_000 + gapMs).state).toBe(state);
  });
});

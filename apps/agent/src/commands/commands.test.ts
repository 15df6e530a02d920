import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { carrierNodeArgs } from "@homeport/platform";
import { compiledBefore } from "@homeport/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { duration, parseDuration } from "./duration.ts";

const entry = fileURLToPath(new URL("../main.ts", import.meta.url));
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "homeport-command-"));
});
afterAll(() => rm(home, { recursive: true }));

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function homeport(args: string[], env: Record<string, string> = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { env: { HOMEPORT_HOME: home, ...compiledBefore(), ...env } };
    execFile(process.execPath, [entry, ...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : Number(error.code);
      resolve({ code, stdout, stderr });
    });
  });
}

describe.concurrent("the homeport command", { timeout: 30_000 }, () => {
  it.each([
    [["status"], 1, "AGENT_NOT_RUNNING"],
    [["up"], 5, "NOT_ENROLLED"],
    [["expose", "3000", "--name", "notes"], 5, "NOT_ENROLLED"],
    [["expose", "ftp://x", "--name", "notes"], 2, "TARGET_MALFORMED"],
    [["apps"], 5, "NOT_ENROLLED"],
    [["apps", "list"], 3, "NOT_SIGNED_IN"],
    [["apps", "uninstall", "notes"], 3, "NOT_SIGNED_IN"],
    [["apps", "install", "--host", "attic", "--file", "/nowhere"], 1, "MANIFEST_UNUSABLE"],
    [["unexpose", "notes"], 5, "NOT_ENROLLED"],
    [["unenroll"], 5, "NOT_ENROLLED"],
    [["whoami"], 3, "NOT_SIGNED_IN"],
    [["share", "notes"], 3, "NOT_SIGNED_IN"],
    [["share", "notes", "--uses", "0"], 2, "USAGE_WRONG"],
    [["share", "notes", "--for", "soon"], 2, "USAGE_WRONG"],
    [["logout"], 3, "NOT_SIGNED_IN"],
    [["photos", "push", "/nowhere"], 2, "FOLDER_UNREADABLE"],
    [["photos", "push", "."], 3, "NOT_SIGNED_IN"],
    [["explain", "http://notes.localhost/"], 3, "NOT_SIGNED_IN"],
    [["enroll"], 3, "NOT_SIGNED_IN"],
    [["enroll", "--code", "x", "--machine-of", "/nowhere"], 5, "NOT_ENROLLED"],
    [["vault", "list"], 1, "VAULT_KEY_MISSING"],
    [["vault", "verify", "/nowhere"], 1, "VAULT_FILE_UNREADABLE"],
    [["vault", "create", "--name", "Notes", "--state", "/nowhere"], 3, "NOT_SIGNED_IN"],
    [["enroll", "--code", "x", "--url", "http://127.0.0.1:9"], 4, "CONSOLE_UNREACHABLE"],
    [["login", "--url", "http://127.0.0.1:9"], 4, "CONSOLE_UNREACHABLE"],
    [["photos", "push", ".", "--concurrency", "9"], 2, "USAGE_WRONG"],
  ])("refuses %j with exit code %i and %s, and says what to do", async (args, code, name) => {
    const ran = await homeport([...args, "--json"]);
    const { error } = JSON.parse(ran.stderr);
    expect([ran.code, error.code]).toEqual([code, name]);
    expect(error.remedy).not.toBe("");
    expect(ran.stdout).toBe("");
  });

  it("shows no stack unless it is asked for one", async () => {
    expect((await homeport(["up"])).stderr).not.toMatch(/\n\s+at /);
    expect((await homeport(["up", "--debug"])).stderr).toMatch(/\n\s+at /);
  });

  it.each([
    [["expose", "3000"]],
    [["nonsense"]],
    [["apps", "install", "--host", "attic"]],
    [["logs", "--since", "soon"]],
    [["expose", "3000", "--name", "Not A Label"]],
  ])("answers a wrong use %j with exit code 2", async (args) => {
    const ran = await homeport(args);
    expect(ran.code).toBe(2);
    expect(ran.stderr).not.toBe("");
    const told = await homeport([...args, "--json"]);
    expect(told.code).toBe(2);
    expect(JSON.parse(told.stderr).error).toMatchObject({
      code: "USAGE_WRONG",
      message: expect.stringMatching(/\(.+\)$/),
      remedy: expect.stringMatching(/--help/),
    });
  });

  it("answers a wrong environment with every problem and exit code 2", async () => {
    const ran = await homeport(["status"], { HOMEPORT_URL: "nowhere", HOMEPORT_PARENT_PID: "-1" });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(/HOMEPORT_URL: /);
    expect(ran.stderr).toMatch(/HOMEPORT_PARENT_PID: /);
  });

  it("names its version and its protocols", async () => {
    const ran = await homeport(["version", "--json"]);
    expect(JSON.parse(ran.stdout)).toEqual({ version: "0.1.0", protocols: [1] });
  });

  it("prints the unit of its service, and touches nothing", async () => {
    const ran = await homeport(["service", "install", "--user", "--print"]);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain(
      `ExecStart=${[process.execPath, ...carrierNodeArgs, entry].join(" ")} up`,
    );
    expect(ran.stdout).toContain(`Environment=HOMEPORT_HOME=${home}`);
  });

  it("says where its configuration is, and lists every problem of one with its line", async () => {
    expect((await homeport(["config", "path"])).stdout).toBe(`${join(home, "config.yaml")}\n`);
    expect((await homeport(["config", "check"])).code).toBe(0);
    const file = join(home, "other.yaml");
    await writeFile(file, "version: 1\nrelay: {wire: smoke}\nspeed: 1\n");
    const ran = await homeport(["config", "check", file]);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/line 2: relay\.wire[\s\S]*line 3: speed/);
    const told = await homeport(["config", "check", file, "--json"]);
    expect(JSON.parse(told.stderr).error.code).toBe("CONFIG_UNREADABLE");
  });

  it("lists every problem of a manifest with its line, and asks nobody", async () => {
    const file = join(home, "manifest.yaml");
    await writeFile(file, "version: 1\nname: Not A Label\ntitle: ''\nruntime: process\n");
    const ran = await homeport(["apps", "install", "--host", "attic", "--file", file]);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/line 2: name[\s\S]*line 3: title/);
  });

  it("explains itself with --help and exit code 0", async () => {
    const ran = await homeport(["--help"]);
    expect(ran.code).toBe(0);
    for (const command of ["login", "enroll", "up", "expose", "status"]) {
      expect(ran.stdout).toContain(command);
    }
  });
});

describe("a duration", () => {
  it.each([
    [400, "0.4 s"],
    [12_000, "12 s"],
    [180_000, "3 min"],
    [18_000_000, "5 h"],
    [200_000_000, "2 d"],
    [-5, "0.0 s"],
  ])("of %i ms reads %s", (ms, said) => {
    expect(duration(ms)).toBe(said);
  });

  it.each([
    ["90s", 90_000],
    ["15m", 900_000],
    ["2 h", 7_200_000],
    ["1d", 86_400_000],
    ["soon", null],
    ["5", null],
  ])("%s is read as %s ms", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });
});

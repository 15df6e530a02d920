import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { needs } from "@homeport/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { installService, readService, uninstallService } from "./service.ts";
import { type UnitFacts, unitName, unitText } from "./unit.ts";

const system: UnitFacts = {
  scope: "system",
  program: ["/usr/bin/node", "/opt/homeport/main.js"],
  stateFolder: "/var/lib/homeport",
  home: undefined,
  userName: "root",
};
const user: UnitFacts = {
  ...system,
  scope: "user",
  stateFolder: "/home/ann/.local/state/homeport",
};
const chosen: UnitFacts = {
  ...system,
  home: "/srv/my hosts/100%",
  stateFolder: "/srv/my hosts/100%",
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeport-unit-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("the unit of the agent", () => {
  it.each([
    "ExecStart=/usr/bin/node --max-semi-space-size=4 --expose-gc --heap-growing-percent=150 /opt/homeport/main.js up",
    "ExecReload=/bin/kill -HUP $MAINPID",
    "Restart=always",
    "RestartSec=2",
    "TimeoutStopSec=15",
    "KillMode=process",
    "NoNewPrivileges=yes",
    "ProtectSystem=strict",
    "DynamicUser=yes",
    "StateDirectory=homeport",
    "WantedBy=multi-user.target",
  ])("of a system has %s", (line) => {
    expect(unitText(system).split("\n")).toContain(line);
  });

  it("of a user runs as that user and may write to the state folder alone", () => {
    const lines = unitText(user).split("\n");
    expect(lines).toContain("ReadWritePaths=/home/ann/.local/state/homeport");
    expect(lines).toContain("WantedBy=default.target");
    expect(lines.some((line) => /^(User|DynamicUser)=/.test(line))).toBe(false);
  });

  it("names a chosen folder so that systemd reads it as it is", () => {
    const lines = unitText(chosen).split("\n");
    expect(lines).toContain('Environment="HOMEPORT_HOME=/srv/my hosts/100%%"');
    expect(lines).toContain('ReadWritePaths="/srv/my hosts/100%%"');
    expect(lines).toContain("User=root");
  });

  it.each([
    ["the system", system],
    ["a user", user],
    ["a chosen folder", chosen],
  ])("of %s passes systemd-analyze verify", needs("systemd-analyze"), async (_of, facts) => {
    const file = join(folder, unitName);
    await writeFile(file, unitText({ ...facts, program: [process.execPath, "main.js"] }));
    const scope = facts.scope === "user" ? ["--user"] : [];
    const verified = spawnSync("systemd-analyze", [...scope, "verify", file], {
      encoding: "utf8",
      // The manager of a user wants a folder to run in, and a test's shell may have none.
      env: { PATH: process.env["PATH"], HOME: folder, XDG_RUNTIME_DIR: folder },
    });
    expect([verified.status, verified.stderr]).toEqual([0, ""]);
  });
});

describe("the service", () => {
  function place(answers: Record<string, { code: number; text: string }> = {}) {
    const asked: string[] = [];
    const control = async (...args: string[]) => {
      asked.push(args.join(" "));
      return answers[args[0] ?? ""] ?? { code: 0, text: "" };
    };
    const unitFile = join(folder, "system", unitName);
    return { unitFile, asked, systemd: { isThere: true, control } };
  }

  it("is written, enabled and started, also over an older one", async () => {
    const where = place();
    await installService(where, "older");
    await installService(where, unitText(system));
    expect(await readFile(where.unitFile, "utf8")).toBe(unitText(system));
    expect(where.asked.slice(3)).toEqual([
      ...["daemon-reload", `enable ${unitName}`, `restart ${unitName}`],
    ]);
  });

  it("says what systemd said when it refuses", async () => {
    const where = place({ enable: { code: 1, text: "Access denied" } });
    await expect(installService(where, unitText(system))).rejects.toMatchObject({
      code: "SERVICE_FAILED",
      detail: `systemctl enable ${unitName}: Access denied`,
    });
  });

  it("is stopped and taken away, and tells its state", async () => {
    const where = place({ "is-active": { code: 3, text: "inactive" } });
    await installService(where, unitText(system));
    expect((await readService(where)).active).toBe("inactive");
    await uninstallService(where);
    await expect(readFile(where.unitFile)).rejects.toMatchObject({ code: "ENOENT" });
    expect(where.asked).toContain(`disable --now ${unitName}`);
  });
});

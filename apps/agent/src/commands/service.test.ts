import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readEnv } from "../env.ts";
import { createCommandContext } from "./context.ts";
import { serviceInstall } from "./service.ts";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "homeport-service-"));
});
afterEach(() => rm(home, { recursive: true }));

describe("homeport service install", () => {
  it("prints the unit and says so where systemd does not run, and installs nothing", async () => {
    const said: string[] = [];
    const ctx = createCommandContext(readEnv({ HOMEPORT_HOME: home, XDG_CONFIG_HOME: home }), {
      line: (text) => said.push(text),
      text: (text) => said.push(text),
      record: (_json, text) => said.push(text),
      result: (_value, text) => said.push(text),
      progress: (_json, text) => said.push(text),
      failure: () => 1,
    });
    const systemd = { isThere: false, control: () => Promise.reject(new Error("is not there")) };
    await serviceInstall(ctx, { user: true }, systemd);
    expect(said.join()).toMatch(/systemd does not run on this machine[\s\S]*\[Service\]/);
    expect(await readdir(home)).toEqual([]);
  });
});

import { writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestHost, type TestHost } from "../../test/test-host.ts";

let host: TestHost;
beforeEach(async () => {
  host = await createTestHost();
  await host.enrolAt("http://127.0.0.1:9");
});
afterEach(() => host[Symbol.asyncDispose]());

async function refusal(name: string): Promise<string> {
  const ran = await host.run("unexpose", name, "--json");
  return `${ran.code} ${JSON.parse(ran.stderr).error.code}`;
}

describe("homeport unexpose", { timeout: 30_000 }, () => {
  it("leaves an app to the file that declares it", async () => {
    const app = "{name: notes, target: 3000}";
    await writeFile(host.folder.configFile, `version: 1\napps:\n  - ${app}\n`);
    expect(await refusal("notes")).toBe("1 APP_OF_FILE");
  });

  it("says that there is no app of a name that this host does not know", async () => {
    expect(await refusal("wiki")).toBe("1 APP_UNKNOWN");
  });
});

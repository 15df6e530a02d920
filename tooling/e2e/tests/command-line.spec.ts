import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { createTestHost, logIn, readRun, signIn } from "./homeport.ts";

test("the command signs in through the browser, acts as that person, and signs out", async ({
  page,
}) => {
  await using host = createTestHost();
  await signIn(page);
  await logIn(page, host.home);
  expect(await host.run("whoami")).toMatchObject({ email: readRun().admin.email });
  const { appUrl } = readRun().demo;
  expect(await host.run("explain", appUrl)).toMatchObject({ verdict: { pass: true } });
  expect(await host.run("explain", `${appUrl}a?b`, "--as", "anonymous")).toMatchObject({
    verdict: { pass: false, code: "SIGN_IN_REQUIRED" },
    target: "/a?b",
  });
  await page.goto(`${readRun().webUrl}/settings/devices`);
  await expect(page.getByText(/command line|cli/i).first()).toBeVisible();
  await host.run("logout");
  await expect(host.run("whoami")).rejects.toThrow(/NOT_SIGNED_IN/);
});

test("two copies of one host's key do not fight: the newer one serves, the older one says why", async () => {
  await using copy = createTestHost();
  const { agentHome } = readRun().demo;
  mkdirSync(copy.home, { recursive: true });
  for (const file of ["host.key", "host.json", "apps.json"]) {
    copyFileSync(join(agentHome, file), join(copy.home, file));
  }
  const stop = await copy.up();
  const statesOf = async (home: string): Promise<string[]> => {
    const status = await createTestHost(home)
      .run("status")
      .catch(() => ({ slots: [] }));
    return (status as { slots: { state: string }[] }).slots.map((slot) => slot.state);
  };
  await expect.poll(() => statesOf(copy.home), { timeout: 15_000 }).toContain("live");
  await expect.poll(() => statesOf(agentHome), { timeout: 15_000 }).toContain("replaced");
  await stop();
  // Left alone the original asks again after a minute; started anew it asks at once, and is let in since the copy is gone.
  process.kill(readRun().processes.find(({ app }) => app === "agent")?.pid ?? 0, "SIGTERM");
  await expect.poll(() => statesOf(agentHome), { timeout: 30_000 }).toContain("live");
});

test("the doctor finds everything in order between a running host and its relay", async () => {
  const demoHost = createTestHost(readRun().demo.agentHome);
  const { ok, checks } = (await demoHost.run("doctor")) as {
    ok: boolean;
    checks: { check: string; state: string; detail: string }[];
  };
  expect(checks.filter(({ state }) => state !== "ok")).toEqual([]);
  expect(ok).toBe(true);
  const names = checks.map(({ check }) => check);
  expect(names).toEqual(expect.arrayContaining(["1 MiB each way", "target of demo", "version"]));
});

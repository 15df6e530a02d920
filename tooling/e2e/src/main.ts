import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { quickFolder } from "@homeport/services";
import { findBrowser } from "./browser.ts";
import { chainsAt } from "./chain-port.ts";
import { joinRunFiles, runFilesOf } from "./run-files.ts";
import { runHomeport } from "./run-homeport.ts";

/**
 * Runs the browser tests in two lanes, each against a Homeport of its own: a browser waits more than it
 * computes. With HOMEPORT_RUN_FILE they use what is up already, in one lane for each of its files.
 * Arguments go to Playwright. The report is `reports/e2e.json`.
 */
const root = fileURLToPath(new URL("../../..", import.meta.url));
const portBases = [24_600, 24_800];

async function runPlaywright(runFiles: readonly string[], browser: string): Promise<number> {
  const child = spawn(
    join(root, "tooling/e2e/node_modules/.bin/playwright"),
    ["test", "--config", join(root, "tooling/e2e/playwright.config.ts"), ...process.argv.slice(2)],
    {
      stdio: "inherit",
      cwd: root,
      env: {
        ...process.env,
        CHROMIUM_PATH: browser,
        HOMEPORT_RUN_FILE: joinRunFiles(runFiles),
        PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: "1",
      },
    },
  );
  const [code] = await once(child, "exit");
  return typeof code === "number" ? code : 1;
}

async function main(): Promise<number> {
  const browser = await findBrowser(process.env);
  const given = runFilesOf(process.env);
  if (given.length > 0) return await runPlaywright(given, browser);
  const folder = mkdtempSync(join(quickFolder(), "homeport-e2e-"));
  // Postgres runs as another user under root, which has to be able to enter.
  chmodSync(folder, 0o755);
  try {
    // Before they start, or each would build under the other.
    execFileSync("turbo", ["run", "build", "--output-logs=errors-only"], { stdio: "inherit" });
    await using lanes = new AsyncDisposableStack();
    const starts = portBases.map(async (portBase) => {
      const env = { HOMEPORT_VAULT_CHAINS: chainsAt(portBase) };
      const plan = { portBase, dataFolder: join(folder, String(portBase)), env };
      return lanes.use(await runHomeport(plan)).runFile;
    });
    // All have come up or failed before any is ended.
    await Promise.allSettled(starts);
    return await runPlaywright(await Promise.all(starts), browser);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main();

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { quickFolder } from "@homeport/services";
import { findBrowser } from "./browser.ts";
import { runHomeport } from "./run-homeport.ts";

/**
 * Runs the browser tests against a Homeport of their own. With HOMEPORT_RUN_FILE they use one that is
 * up already. Arguments go to Playwright. The report is `reports/e2e.json`.
 */
const root = fileURLToPath(new URL("../../..", import.meta.url));
const portBase = 24_600;

async function runPlaywright(runFile: string, browser: string): Promise<number> {
  const child = spawn(
    join(root, "tooling/e2e/node_modules/.bin/playwright"),
    ["test", "--config", join(root, "tooling/e2e/playwright.config.ts"), ...process.argv.slice(2)],
    {
      stdio: "inherit",
      cwd: root,
      env: {
        ...process.env,
        CHROMIUM_PATH: browser,
        HOMEPORT_RUN_FILE: runFile,
        PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: "1",
      },
    },
  );
  const [code] = await once(child, "exit");
  return typeof code === "number" ? code : 1;
}

async function main(): Promise<number> {
  const browser = await findBrowser(process.env);
  const given = process.env["HOMEPORT_RUN_FILE"];
  if (given !== undefined && given !== "") return await runPlaywright(given, browser);
  const dataFolder = mkdtempSync(join(quickFolder(), "homeport-e2e-"));
  try {
    await using homeport = await runHomeport({ portBase, dataFolder });
    return await runPlaywright(homeport.runFile, browser);
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

process.exitCode = await main();

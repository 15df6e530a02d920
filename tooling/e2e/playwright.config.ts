import { defineConfig } from "@playwright/test";
import { browserFlags } from "./src/browser.ts";
import { runFilesOf } from "./src/run-files.ts";

const executablePath = process.env["CHROMIUM_PATH"];

export default defineConfig({
  testDir: "tests",
  outputDir: "../../reports/e2e-traces",
  reporter: [["list"], ["json", { outputFile: "../../reports/e2e.json" }]],
  // A Homeport serves one test at a time: some of them end its processes.
  workers: Math.max(1, runFilesOf(process.env).length),
  fullyParallel: false,
  forbidOnly: true,
  // What passes at its second run is listed as unsteady by the test command; only that one is traced,
  // since a trace costs a browser more than most tests do.
  retries: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    trace: "on-first-retry",
    launchOptions: {
      args: browserFlags(),
      ...(executablePath === undefined ? {} : { executablePath }),
    },
  },
});

import { defineConfig } from "@playwright/test";
import { browserFlags } from "./src/browser.ts";

const executablePath = process.env["CHROMIUM_PATH"];

export default defineConfig({
  testDir: "tests",
  outputDir: "../../reports/e2e-traces",
  reporter: [["list"], ["json", { outputFile: "../../reports/e2e.json" }]],
  // One Homeport serves all tests, and some of them end its processes.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  // What passes at its second run is listed as unsteady by the test command.
  retries: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    trace: "retain-on-failure",
    launchOptions: {
      args: browserFlags(),
      ...(executablePath === undefined ? {} : { executablePath }),
    },
  },
});

import { defineConfig } from "vitest/config";

const integration = ["**/*.integration.test.ts", "**/*.race.test.ts"];
const ignored = ["**/node_modules/**", "**/dist/**", "**/.next/**", "tooling/e2e/**"];

const fleet = "**/*.fleet.test.ts";

export default defineConfig({
  test: {
    // Tests wait for stores and sockets more than they compute, so no core is kept free.
    maxWorkers: "100%",
    projects: [
      {
        test: {
          name: "unit",
          include: ["{apps,packages,tooling}/**/*.test.ts"],
          exclude: [...ignored, ...integration, fleet],
          // Neither is what a test claims: both only end one that hangs, also on a machine with more to do.
          testTimeout: 30_000,
          expect: { poll: { timeout: 10_000 } },
        },
      },
      {
        test: {
          name: "integration",
          include: integration.map((pattern) => `{apps,packages,tooling}/${pattern}`),
          exclude: ignored,
          globalSetup: ["tooling/testkit/src/global-setup.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "fleet",
          include: [`tooling/fleet/${fleet}`],
          exclude: ignored,
          globalSetup: ["tooling/testkit/src/global-setup.ts"],
          // Every scenario measures time, and would measure its neighbour too.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});

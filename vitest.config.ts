import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const integration = ["**/*.integration.test.ts", "**/*.race.test.ts"];
const ignored = ["**/node_modules/**", "**/dist/**", "**/.next/**", "tooling/e2e/**"];

const fleet = "**/*.fleet.test.ts";
/** What `pnpm test:soak` alone runs. */
const soak = "**/*.soak.test.ts";

/** The programs that tests start find what V8 made of their sources where the first of them left it. */
const env = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL("node_modules/.cache/compiled", import.meta.url)),
};
/** No module keeps anything of its own, so one process for each core takes file after file, and loads what they share once. */
const isolate = false;
/**
 * But these have a process to themselves: one counts all that its process holds open, the others run a suite once more over another
 * transport, which only happens where it has not been loaded.
 */
const alone = [
  "apps/relay/test/aborts.integration.test.ts",
  "apps/relay/test/undici/*.integration.test.ts",
];

/** Tests wait for stores, sockets and children more than they compute: three of them keep two cores busy. */
const maxWorkers = Math.ceil(availableParallelism() * 1.5);

const onStores = {
  env,
  globalSetup: ["tooling/testkit/src/global-setup.ts"],
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    // Scenarios of the fleet have enough processes of their own.
    maxWorkers: "100%",
    projects: [
      {
        test: {
          ...{ env, isolate, maxWorkers },
          name: "unit",
          include: ["{apps,packages,tooling}/**/*.test.ts"],
          exclude: [...ignored, ...integration, fleet, soak],
          // Neither is what a test claims: both only end one that hangs, also on a machine with more to do.
          testTimeout: 30_000,
          expect: { poll: { timeout: 10_000 } },
        },
      },
      {
        test: {
          ...{ ...onStores, isolate, maxWorkers },
          name: "integration",
          include: integration.map((pattern) => `{apps,packages,tooling}/${pattern}`),
          exclude: [...ignored, ...alone],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          ...{ ...onStores, maxWorkers },
          name: "integration-alone",
          include: alone,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          ...onStores,
          name: "fleet",
          include: [`tooling/fleet/${fleet}`],
          exclude: ignored,
          testTimeout: 120_000,
        },
      },
      {
        test: {
          env,
          name: "soak",
          include: [`tooling/fleet/${soak}`],
          exclude: ignored,
          testTimeout: 120_000,
        },
      },
    ],
  },
});

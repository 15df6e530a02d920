import { createServer } from "node:http";
import {
  checkShared,
  createOpsListener,
  createReadiness,
  defineEnv,
  opsVariable,
  PlatformError,
  parseEnv,
  runProcess,
  sharedConfig,
  sharedVariables,
} from "../src/index.ts";

// A process in the frame, whose behaviour the first argument chooses.
const mode = process.argv[2] ?? "serve";
const spec = defineEnv({ ...sharedVariables, ...opsVariable("127.0.0.1:0") }, [checkShared]);

await runProcess({
  app: "fixture",
  version: "1.0.0",
  host: process,
  readConfig: () => sharedConfig(parseEnv(spec, process.env)),
  crashDrainMs: mode === "crash-drained" ? 300 : 0,
  async open({ config, clock, lifecycle, log, metrics, version }) {
    lifecycle.use({ [Symbol.dispose]: () => log.info({}, "closed first opened") });
    const readiness = lifecycle.use(
      createReadiness({ clock, lifecycle, version, warnings: config.warnings }),
    );
    lifecycle.use(await createOpsListener({ address: config.opsAddress, readiness, metrics, log }));
    if (mode === "clock") {
      log.info({ clockMs: clock.nowMs(), date: new Date().toISOString() }, "clock read");
    }
    if (mode === "store-away") throw new PlatformError("STORE_UNREACHABLE");
    if (mode === "bug-at-start") throw new Error("a bug");
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    lifecycle.use({ [Symbol.asyncDispose]: async () => void server.close() });
    lifecycle.onFinish("work", () => (mode === "slow" ? clock.sleep(60_000) : undefined));
    lifecycle.markReady();
    if (mode.startsWith("crash")) setTimeout(crash, 10);
    if (mode === "reject") void Promise.reject(new Error("nobody caught this"));
  },
});

function crash(): void {
  throw new Error("nobody caught this");
}

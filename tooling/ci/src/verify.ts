import { runChecks } from "./checks/run-checks.ts";
import { staticChecks } from "./checks/static-checks.ts";

const startedMs = performance.now();
const results = await runChecks(staticChecks(), (text) => void process.stdout.write(text));
const failed = results.filter(({ problems }) => problems.length > 0).length;
const took = ((performance.now() - startedMs) / 1_000).toFixed(1);
process.stdout.write(`${results.length - failed} passed, ${failed} failed in ${took} s\n`);
process.exitCode = failed === 0 ? 0 : 1;

import { runEvm, UsageError } from "../run-evm.ts";

try {
  console.log(await runEvm(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

import { bindWake } from "../consume/binding.ts";
import { consume } from "../consume/consume.ts";
import { testContext } from "./context.ts";
import { deadlyKey, deadlyWake } from "./deadly-wake.ts";

/** A worker that dies of one key, and does all others. Its arguments are the address of Redis, and how often that may be. */
const [url = "", interruptions = ""] = process.argv.slice(2);

consume({
  ...testContext(),
  ...{ url, tasks: [], interruptions: Number(interruptions) },
  wakes: [
    bindWake(deadlyWake, null, async (key) => {
      if (key === deadlyKey) process.kill(process.pid, "SIGKILL");
      process.stdout.write(`did ${key}\n`);
    }),
  ],
});

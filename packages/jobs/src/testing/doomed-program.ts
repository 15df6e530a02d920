import { bindTask, bindWake } from "../consume/binding.ts";
import { consume } from "../consume/consume.ts";
import { testContext } from "./context.ts";
import { deadlyKey, deadlyTask, deadlyWake, harmlessTask } from "./deadly-work.ts";

/**
 * A worker that dies of one key, or of one schedule's task, and does all others. Its arguments are the address of Redis, how often
 * that may be, and which of the two it serves.
 */
const [url = "", interruptions = "", work = ""] = process.argv.slice(2);

function die(): void {
  process.kill(process.pid, "SIGKILL");
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

const wake = { ...deadlyWake, due: async () => [{ key: deadlyKey }, { key: "due" }] };

consume({
  ...testContext(),
  // What runs beside a killer is killed with it, and counted: with so few interruptions all is done in turn.
  ...{ url, interruptions: Number(interruptions), taskConcurrency: 1 },
  tasks:
    work === "tasks"
      ? [bindTask(deadlyTask, async () => die()), bindTask(harmlessTask, async () => say("upkeep"))]
      : [],
  wakes:
    work === "wakes"
      ? [
          bindWake(wake, [], async (key) => {
            if (key === deadlyKey) die();
            say(`did ${key}`);
          }),
        ]
      : [],
});

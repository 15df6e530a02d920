import { expect, test } from "vitest";
import { readPush } from "./push-outcome.ts";

const line = (flag: string, summary: string) =>
  `To file:///srv/catalog.git\n${flag}\t0123:refs/heads/main\t${summary}\nDone\n`;

test.each([
  [" ", "0123..4567"],
  ["*", "[new branch]"],
  ["=", "[up to date]"],
])("a push that the remote has taken is taken: %j %s", (flag, summary) => {
  expect(readPush(line(flag, summary), "")).toEqual({ is: "pushed" });
});

test.each([
  "[rejected] (fetch first)",
  "[rejected] (non-fast-forward)",
  "[remote rejected] (cannot lock ref 'refs/heads/main': is at 1 but expected 2)",
  "[remote rejected] (failed to update ref)",
  "[remote rejected] (incorrect old value provided)",
])("a push that came too late is told from one that may not be: %s", (summary) => {
  expect(readPush(line("!", summary), "")).toEqual({ is: "behind" });
});

test("what the remote's own rules say is kept, and what git says around it is not", () => {
  const words = "remote: No pushes on Fridays.        \nremote: \nerror: failed to push some refs";
  const summary = "[remote rejected] (pre-receive hook declined)";
  expect(readPush(line("!", summary), words)).toEqual({
    is: "refused",
    said: `No pushes on Fridays.\n${summary}`,
  });
});

test("a push that says nothing of the branch has not been answered", () => {
  expect(readPush("", "fatal: unable to access")).toBeNull();
});

import { expect, test } from "vitest";
import { connectCommand } from "./connect-command.ts";

test.each([
  ["tcp://127.0.0.1:5432", "homeport connect db --local 5432"],
  ["tls://[::1]:6697", "homeport connect db --local 6697"],
  ["tcp://127.0.0.1:22", "homeport connect db --local 10022"],
  ["unix:/run/db.sock", "homeport connect db --local 0"],
  [null, "homeport connect db --local 0"],
])("the command for the target %s is %s", (target, command) => {
  expect(connectCommand({ name: "db", target })).toBe(command);
});

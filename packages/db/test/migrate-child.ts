import { createLog, silentLog } from "@homeport/platform";
import { migrate } from "../src/index.ts";

// A process that migrates the database named by its first argument, from the folder named by its second,
// and prints what it applied.
const [url, folder] = process.argv.slice(2);
if (url === undefined || folder === undefined) throw new Error("usage: migrate-child URL FOLDER");
const result = await migrate({ url, folder, log: silentLog, appliedBy: "child" });
createLog({ app: "child", replica: "child", version: "0", stage: "test" }).info(
  { ...result },
  "migrated",
);

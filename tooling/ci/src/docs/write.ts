import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkoutFolder } from "../checkout.ts";
import { generatePages } from "./generated.ts";

for (const { path, text } of await generatePages()) {
  writeFileSync(join(checkoutFolder, path), text);
  process.stdout.write(`${path}\n`);
}

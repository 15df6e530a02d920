import { appendFileSync, existsSync } from "node:fs";
import { createServer } from "node:http";

/** What runs in a container of the test's `docker`: a server on the published port, or what its image says. */
const [folder = "", logFile = "", image = "", port = ""] = process.argv.slice(2);

const say = (line: string) => appendFileSync(logFile, `${line}\n`);
say(`${image} begins`);

if (image.startsWith("exits:")) {
  say("nothing to do here");
  process.exit(Number(image.slice("exits:".length)));
}
if (port !== "" && image !== "silent") {
  createServer((_request, response) => response.end(`${image} answers`)).listen(
    Number(port),
    "127.0.0.1",
    () => say(`listening on ${port}`),
  );
}
process.on("SIGTERM", () => process.exit(0));
// It ends with the test, whatever became of that.
setInterval(() => {
  if (!existsSync(folder)) process.exit(0);
}, 500);

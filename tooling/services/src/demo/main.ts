import { openNotes } from "./notes.ts";
import { createDemoServer } from "./server.ts";
import { openUploads } from "./uploads.ts";

/**
 * Runs the sample app: `main.ts <port> <folder>`. It knows nothing of Homeport: it is an ordinary
 * local program that `homeport expose` puts at a public address.
 */
const [portText, folder] = process.argv.slice(2);
const port = Number(portText);
if (!Number.isInteger(port) || port < 1 || port > 65_535 || folder === undefined) {
  process.stderr.write("usage: main.ts <port> <folder for its notes and uploads>\n");
  process.exit(2);
}

const notes = await openNotes(folder);
const uploads = await openUploads(folder);
const server = createDemoServer({ notes, uploads });
server.on("error", (error) => {
  process.stderr.write(`the sample app cannot listen on port ${port}: ${error.message}\n`);
  process.exit(1);
});
server.listen(port, "127.0.0.1", () => {
  process.stdout.write(`sample app on http://127.0.0.1:${port}/\n`);
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
  });
}

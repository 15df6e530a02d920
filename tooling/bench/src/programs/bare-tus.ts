import { createServer } from "node:http";
import { FileStore } from "@tus/file-store";
import { Server } from "@tus/server";
import { announce } from "./announce.ts";

/** The library's own server and file store: bytes go to a file, and nobody hashes or asks who sends them. */
const [directory = ""] = process.argv.slice(2);
const tus = new Server({ path: "/files", datastore: new FileStore({ directory }) });

announce(createServer((request, response) => void tus.handle(request, response)));

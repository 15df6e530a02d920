import { createServer } from "node:http";
import { announce } from "./announce.ts";

/** The least that an answer over HTTP costs in Node. */
announce(createServer({ keepAliveTimeout: 75_000 }, (_request, answer) => void answer.end()));

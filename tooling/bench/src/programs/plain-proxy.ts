import { Agent, createServer, request as forward } from "node:http";
import { announce } from "./announce.ts";

/** The plainest reverse proxy that Node gives: one hop, `http.request`, kept connections, pipes. */
const targetPort = Number(process.argv[2]);
const agent = new Agent({ keepAlive: true });

const server = createServer({ keepAliveTimeout: 75_000 }, (incoming, answer) => {
  const outgoing = forward({
    agent,
    host: "127.0.0.1",
    port: targetPort,
    method: incoming.method,
    path: incoming.url,
    headers: incoming.headers,
  });
  outgoing.on("response", (response) => {
    answer.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(answer);
  });
  outgoing.on("error", () => answer.destroy());
  incoming.pipe(outgoing);
});

announce(server);

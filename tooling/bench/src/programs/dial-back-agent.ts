import { Agent, request as forward, type IncomingHttpHeaders } from "node:http";
import { WebSocket } from "ws";
import { announcePort, endOnSignal } from "./announce.ts";

/** The other end of dial-back: a WebSocket for each request that the relay tells of. */
const [relayPort, targetPort] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });
const dial = (path: string) =>
  new WebSocket(`ws://127.0.0.1:${relayPort}/${path}`, { perMessageDeflate: false });

interface Asked {
  id: string;
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
}

function answer({ id, method, url, headers }: Asked): void {
  const socket = dial(id);
  const outgoing = forward({
    agent,
    host: "127.0.0.1",
    port: targetPort,
    method,
    path: url,
    headers,
  });
  socket.on("message", (data: Buffer, isBinary) => {
    if (isBinary) outgoing.write(data);
    else outgoing.end();
  });
  outgoing.on("response", (response) => {
    const head = { status: response.statusCode, fields: response.rawHeaders };
    socket.send(JSON.stringify(head));
    response.on("data", (chunk: Buffer) => socket.send(chunk));
    response.on("end", () => socket.close());
  });
  outgoing.on("error", () => socket.terminate());
}

endOnSignal();
const control = dial("control");
control.on("message", (message) => answer(JSON.parse(String(message)) as Asked));
control.on("open", () => announcePort(0));

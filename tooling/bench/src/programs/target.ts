import { createServer, type ServerResponse } from "node:http";
import { announce } from "./announce.ts";

const pieceBytes = 65_536;
const piece = Buffer.alloc(pieceBytes, "homeport");

/** The app behind every contender: `/bytes/<n>` answers that many bytes, `/sink` counts a body. */
const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
  const wanted = /^\/bytes\/(\d+)$/.exec(request.url ?? "")?.[1];
  if (wanted !== undefined) sendBytes(response, Number(wanted));
  else if (request.url === "/sink") countBody(request, response);
  else response.writeHead(404).end();
});

function sendBytes(response: ServerResponse, count: number): void {
  response.writeHead(200, { "content-length": count, "content-type": "text/plain" });
  if (count <= pieceBytes) {
    response.end(piece.subarray(0, count));
    return;
  }
  let left = count;
  function more(): void {
    while (left > 0) {
      const size = Math.min(left, pieceBytes);
      left -= size;
      if (!response.write(piece.subarray(0, size))) break;
    }
    if (left === 0) response.end();
    else response.once("drain", more);
  }
  more();
}

function countBody(request: AsyncIterable<Buffer>, response: ServerResponse): void {
  void (async () => {
    let count = 0;
    for await (const chunk of request) count += chunk.length;
    response.end(String(count));
  })();
}

announce(server);

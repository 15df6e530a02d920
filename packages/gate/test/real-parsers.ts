import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { Agent, createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { waitFor } from "@homeport/testkit";

/** Tells what a server has understood of each raw path, as bytes in latin1; null where it refused the request. */
export type Parser = (paths: readonly string[]) => Promise<readonly (string | null)[]>;

const inFlight = 32;

/** Asks one server after the other path by path, over kept connections. */
async function askAll(socketPath: string, paths: readonly string[]): Promise<(string | null)[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  const answers: (string | null)[] = new Array(paths.length).fill(null);
  let next = 0;
  const askNext = async (): Promise<void> => {
    for (let at = next++; at < paths.length; at = next++) {
      answers[at] = await askOne(agent, socketPath, paths[at] ?? "");
    }
  };
  await Promise.all(Array.from({ length: inFlight }, askNext));
  agent.destroy();
  return answers;
}

function askOne(agent: Agent, socketPath: string, path: string): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const asked = request({ agent, socketPath, path, headers: { host: "a.test" } }, (answer) => {
      let body = "";
      answer.setEncoding("latin1").on("data", (text: string) => {
        body += text;
      });
      answer.on("end", () => resolve(answer.statusCode === 200 ? body : null));
    });
    asked.on("error", reject).end();
  });
}

/** `node:http`: the path as it stands in the request line. */
export const askNode: Parser = async (paths) => {
  const folder = await mkdtemp(join(tmpdir(), "homeport-node-"));
  const socketPath = join(folder, "s");
  const server = createServer((incoming, response) => {
    response.end(incoming.url ?? "", "latin1");
  });
  try {
    server.listen(socketPath);
    await once(server, "listening");
    return await askAll(socketPath, paths);
  } finally {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  }
};

const nginxFile = (folder: string) => `daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log stderr crit;
${process.getuid?.() === 0 ? "user root;" : ""}
events { worker_connections 256; }
http {
  access_log off;
  default_type application/octet-stream;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  large_client_header_buffers 4 32k;
  keepalive_requests 1000000;
  server {
    listen unix:${folder}/s;
    location / { return 200 "$uri"; }
  }
}
`;

/** nginx: what it chooses a location by and maps to files. */
export const askNginx: Parser = async (paths) => {
  const folder = await mkdtemp(join(tmpdir(), "homeport-nginx-"));
  await writeFile(join(folder, "nginx.conf"), nginxFile(folder));
  const args = ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", "stderr"];
  const nginx = spawn("nginx", args, { stdio: "ignore" });
  const socketPath = join(folder, "s");
  try {
    const answers = () => askOne(new Agent(), socketPath, "/").catch(() => null);
    await waitFor(answers, { deadlineMs: 10_000, what: "nginx answers" });
    return await askAll(socketPath, paths);
  } finally {
    await end(nginx);
    await rm(folder, { recursive: true, force: true });
  }
};

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}

/** The reference server's own request handler, fed from memory: a socket of its own for each request is slow. */
const wsgiProgram = `
import io, sys
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

class Pipe:
    def __init__(self, data): self.data = data
    def makefile(self, *_): return io.BytesIO(self.data)
    def sendall(self, _): pass

class Handler(WSGIRequestHandler):
    def log_message(self, *_): pass

seen = []
def app(environ, start):
    seen.append(environ["PATH_INFO"].encode("latin-1"))
    start("200 OK", [])
    return []

server = WSGIServer(("127.0.0.1", 0), Handler, bind_and_activate=False)
server.server_name, server.server_port = "a.test", 80
server.setup_environ()
server.set_app(app)
for line in sys.stdin.buffer:
    seen.clear()
    target = bytes.fromhex(line.decode().strip())
    Handler(Pipe(b"GET " + target + b" HTTP/1.1\\r\\nHost: a.test\\r\\nConnection: close\\r\\n\\r\\n"), ("127.0.0.1", 1), server)
    print(seen[0].hex() if seen else "-")
`;

/** Python's WSGI reference server: what it hands to an application as PATH_INFO. */
export const askWsgi: Parser = async (paths) => {
  const child = promisify(execFile)("python3", ["-c", wsgiProgram], {
    maxBuffer: 256 * 1024 * 1024,
  });
  child.child.stdin?.end(
    paths.map((path) => `${Buffer.from(path, "latin1").toString("hex")}\n`).join(""),
  );
  const { stdout } = await child;
  const lines = stdout.trimEnd().split("\n");
  return lines.map((line) => (line === "-" ? null : Buffer.from(line, "hex").toString("latin1")));
};

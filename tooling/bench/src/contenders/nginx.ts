import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { findFreePort } from "@homeport/services";
import { contender } from "../contender.ts";
import { findInstalled, startInstalled } from "../installed-program.ts";
import { openFolder } from "../own-folder.ts";
import type { Site } from "../site.ts";

/** One worker, as there is one relay; connections to the target are kept. */
function configure(folder: string, port: number, targetPort: number): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
    .join("\n  ");
  return `daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr error;
${process.getuid?.() === 0 ? "user root;" : ""}
events { worker_connections 1024; }
http {
  access_log off;
  ${temporary}
  upstream target { server 127.0.0.1:${targetPort}; keepalive 64; }
  server {
    listen 127.0.0.1:${port};
    keepalive_requests 1000000000;
    location / {
      proxy_pass http://target;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
    }
  }
}
`;
}

export function nginx({ stage, targetPort }: Site) {
  return contender("nginx", async () => {
    const command = findInstalled("nginx");
    if (command === null) return { skipped: "nginx is not installed" };
    const folder = openFolder(stage.stack);
    const port = await findFreePort();
    const file = join(folder, "nginx.conf");
    writeFileSync(file, configure(folder, port, targetPort));
    const logFile = join(folder, "nginx.log");
    const args = ["-p", folder, "-c", file, "-e", "stderr"];
    const plan = { role: "proxy", command, args, logFile, port };
    const proxy = await startInstalled(stage, plan);
    return { port, host: "bench.localhost", headers: {}, programs: [proxy] };
  });
}

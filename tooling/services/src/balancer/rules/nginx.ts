import type { BalancedPlaces, Behind } from "../program.ts";
import type { Rule } from "../render-config.ts";

/** Folders that nginx makes at its start, and where its package may not be allowed to. */
const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];

export function nginxRules({ web, apps, gate, folder }: BalancedPlaces): Rule[] {
  return [
    {
      line: /^worker_processes/,
      becomes: [
        "daemon off;",
        // Workers would outlive a master that is killed, and hold the ports of the one that is started in its place.
        "master_process off;",
        `pid "${folder}/nginx.pid";`,
        "error_log stderr;",
      ],
    },
    {
      line: /^http \{/,
      becomes: ["http {", ...temporary.map((kind) => `  ${kind}_temp_path "${folder}/${kind}";`)],
    },
    { line: /^ {4}server 10\.0\.0/, becomes: web.replicas.map(serverLine) },
    { line: /^ {4}server 10\.0\.0/, becomes: apps.replicas.map(serverLine) },
    { line: /^ {4}server 10\.0\.0/, becomes: gate.replicas.map(serverLine) },
    { line: /listen 443 ssl;/, becomes: [`listen 127.0.0.1:${web.port};`] },
    { line: /server_name/, becomes: [] },
    { line: /ssl_certificate/, becomes: [] },
    { line: /listen 443 ssl default_server;/, becomes: [`listen 127.0.0.1:${apps.port};`] },
    { line: /ssl_certificate/, becomes: [] },
    { line: /listen 10\.0\.0/, becomes: [`listen 127.0.0.1:${gate.port};`] },
  ];
}

function serverLine({ port }: Behind): string {
  return `server 127.0.0.1:${port} max_fails=2 fail_timeout=2s;`;
}

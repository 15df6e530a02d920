import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const guides = fileURLToPath(new URL("../../../../docs/guides/proxies/", import.meta.url));

/** Programs that run here when they are installed. */
export type ProxyName = "nginx" | "caddy" | "haproxy";

export interface ProxyPlaces {
  readonly port: number;
  readonly gatePort: number;
  readonly appPort: number;
  readonly secret: string;
  /** Where the program may write, and where its files are put. */
  readonly folder: string;
}

/** A text of a guide, and what it becomes; a text that is not there has been lost from the guide. */
type Changes = readonly (readonly [from: string, to: string])[];

/** What a guide's reader changes, and besides that TLS is left out: nobody signs certificates here. */
const changes: Record<ProxyName, (places: ProxyPlaces) => Changes> = {
  nginx: ({ port, folder }) => [
    ["worker_processes auto;", `worker_processes 1;\nerror_log stderr;\n${nginxMain(folder)}`],
    ["http {", `http {\n  access_log off;\n  ${nginxTemporary(folder)}`],
    ["listen 443 ssl;", `listen 127.0.0.1:${port};`],
    ["ssl_certificate /etc/ssl/notes.example.org.pem;", ""],
    ["ssl_certificate_key /etc/ssl/notes.example.org.key;", ""],
    ["# auth_request_set $homeport_team", "auth_request_set $homeport_team"],
    ["# proxy_set_header X-Team", "proxy_set_header X-Team"],
  ],
  caddy: ({ port }) => [
    ["\nnotes.example.org {", `\nhttp://notes.example.org:${port} {\n  bind 127.0.0.1`],
    ["# request_header X-Team", "request_header X-Team"],
  ],
  haproxy: ({ port, folder }) => [
    ["/etc/haproxy/homeport.lua", `${folder}/homeport.lua`],
    ["bind :443 ssl crt /etc/ssl/notes.example.org.pem", `bind 127.0.0.1:${port}`],
  ],
};

const files: Record<ProxyName, string> = {
  nginx: "nginx.conf",
  caddy: "Caddyfile",
  haproxy: "haproxy.cfg",
};

/** The configuration of a guide as a reader would make it theirs. */
export function guideConfig(proxy: ProxyName, places: ProxyPlaces): string {
  const text = readGuide(files[proxy]);
  const own = changes[proxy](places).reduce(
    (changed, [from, to]) => replaceWhole(proxy, changed, from, to),
    text,
  );
  return own
    .replaceAll("127.0.0.1:8081", `127.0.0.1:${places.gatePort}`)
    .replaceAll("127.0.0.1:3001", `127.0.0.1:${places.appPort}`)
    .replaceAll("0123456789abcdef0123456789abcdef", places.secret);
}

export function readGuide(file: string): string {
  return readFileSync(`${guides}${file}`, "utf8");
}

function replaceWhole(proxy: ProxyName, text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`the guide of ${proxy} does not say ${from}`);
  return text.replace(from, () => to);
}

function nginxMain(folder: string): string {
  const user = process.getuid?.() === 0 ? "user root;" : "";
  return `daemon off;\npid ${folder}/nginx.pid;\n${user}`;
}

function nginxTemporary(folder: string): string {
  const kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return kinds.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join("\n  ");
}

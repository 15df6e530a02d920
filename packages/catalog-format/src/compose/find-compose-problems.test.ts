import { describe, expect, it } from "vitest";
import { findComposeProblems } from "./find-compose-problems.ts";

const find = (text: string, consents: string[] = []) =>
  findComposeProblems(text, { consents, entryService: "web" });

/** A file whose one service has these lines. */
function service(...lines: string[]): string {
  return [
    "services:",
    "  web:",
    "    image: nginx",
    ...lines.map((line) => `    ${line}`),
    "",
  ].join("\n");
}

const harmless = `
version: "3.8"
name: notes
x-common: &common
  restart: unless-stopped
  privileged: true
x-logging: &logging {driver: json-file, options: {max-size: 1m}}
services:
  web:
    image: ghcr.io/example/notes:\${TAG:-1}
    restart: unless-stopped
    logging: *logging
    depends_on: {db: {condition: service_healthy}}
    environment: {DATABASE_URL: "postgres://db/notes", PRIVILEGED: "yes"}
    ports: ["127.0.0.1:\${HOMEPORT_APP_PORT}:80", "127.0.0.1:9000-9001:9000-9001/udp", "[::1]:53:53"]
    volumes: ["./uploads:/srv/uploads", "./config/:/etc/notes:ro", data:/data, /var/cache]
    tmpfs: [/run]
    cap_drop: [ALL]
    cap_add: [CHOWN, CAP_NET_BIND_SERVICE]
    security_opt: ["no-new-privileges:true"]
    privileged: false
    network_mode: bridge
    labels: [traefik.enable=true]
    deploy: {resources: {limits: {memory: 512m}, reservations: {cpus: "0.5"}}}
    secrets: [key]
    ulimits: {nofile: 1024}
    sysctls: {kernel.shmmax: 1}
    x-note: {privileged: true}
  db:
    image: postgres:18
    healthcheck: {test: [CMD, pg_isready]}
    pid: "service:web"
    volumes:
      - {type: volume, source: data, target: /var/lib, volume: {nocopy: true}}
      - {type: bind, source: ./backups, target: /backups, bind: {create_host_path: true}}
      - {type: tmpfs, target: /tmp, tmpfs: {size: 1000}}
    ports: [{target: 5432, published: "5433", host_ip: 127.0.0.1, protocol: tcp}]
volumes: {data: null, fast: {driver_opts: {type: tmpfs, device: tmpfs}}}
networks: {default: {internal: true}, more: {driver: bridge}}
secrets: {key: {file: ./key.txt}, other: {content: text}}
`;

describe("a compose file that keeps to its folder and to this machine", () => {
  it("has no problems", () => {
    expect(find(harmless)).toEqual([]);
  });

  it("has a service that answers", () => {
    expect(find("services: {db: {image: x}}")).toMatchObject([{ path: "services", consent: null }]);
    expect(find("{}")).toMatchObject([{ path: "services" }]);
  });
});

describe("what a compose file asks for beyond that", () => {
  it.each<[string, string, string | null]>([
    ["privileged: true", "services.web.privileged", "privileged"],
    ["privileged: yes", "services.web.privileged", "privileged"],
    ['privileged: "%{X:-true}"', "services.web.privileged", "privileged"],
    ["network_mode: host", "services.web.network_mode", "host-network"],
    ["network_mode: container:other", "services.web.network_mode", null],
    ['network_mode: "%{X}"', "services.web.network_mode", null],
    ["pid: host", "services.web.pid", "privileged"],
    ["ipc: host", "services.web.ipc", "privileged"],
    ["ipc: container:other", "services.web.ipc", null],
    ["uts: host", "services.web.uts", "privileged"],
    ["userns_mode: host", "services.web.userns_mode", "privileged"],
    ["cgroup: host", "services.web.cgroup", "privileged"],
    ["cgroup_parent: /", "services.web.cgroup_parent", "privileged"],
    ["oom_score_adj: -1000", "services.web.oom_score_adj", "privileged"],
    ["oom_kill_disable: true", "services.web.oom_kill_disable", "privileged"],
    ["cap_add: [SYS_ADMIN]", "services.web.cap_add[0]", "privileged"],
    ["cap_add: [all]", "services.web.cap_add[0]", "privileged"],
    ["cap_add: [CHOWN, cap_net_admin]", "services.web.cap_add[1]", "net-admin"],
    ["cap_add: SYS_ADMIN", "services.web.cap_add", null],
    ["security_opt: [seccomp=unconfined]", "services.web.security_opt[0]", "privileged"],
    ["security_opt: [no-new-privileges:false]", "services.web.security_opt[0]", "privileged"],
    ["sysctls: [net.ipv4.ip_forward=1]", "services.web.sysctls.net.ipv4.ip_forward", "net-admin"],
    ["sysctls: {kernel.core_pattern: x}", "services.web.sysctls.kernel.core_pattern", "privileged"],
    ["devices: [/dev/sda]", "services.web.devices[0]", "devices"],
    ["devices: [/dev/dri/../sda]", "services.web.devices[0]", "devices"],
    ["devices: [/dev/dri]", "services.web.devices[0]", "gpu"],
    ["devices: [{source: /dev/nvidia0}]", "services.web.devices[0]", "gpu"],
    ["device_cgroup_rules: ['b *:* rwm']", "services.web.device_cgroup_rules", "devices"],
    ["blkio_config: {}", "services.web.blkio_config", "devices"],
    ["gpus: all", "services.web.gpus", "gpu"],
    ["runtime: nvidia", "services.web.runtime", "gpu"],
    [
      "deploy: {resources: {reservations: {devices: [{capabilities: [gpu]}]}}}",
      "services.web.deploy.resources.reservations.devices[0]",
      "gpu",
    ],
    [
      "deploy: {resources: {reservations: {devices: [{capabilities: [gpu, tpu]}]}}}",
      "services.web.deploy.resources.reservations.devices[0]",
      "devices",
    ],
    [
      "volumes: [/var/run/docker.sock:/var/run/docker.sock]",
      "services.web.volumes[0]",
      "docker-socket",
    ],
    ["use_api_socket: true", "services.web.use_api_socket", "docker-socket"],
    ["volumes: [/:/host:ro]", "services.web.volumes[0]", "host-paths"],
    ["volumes: [../other:/x]", "services.web.volumes[0]", "host-paths"],
    ["volumes: [./data/../../other:/x]", "services.web.volumes[0]", "host-paths"],
    ["volumes: [.:/x]", "services.web.volumes[0]", "host-paths"],
    ["volumes: ['./:/x']", "services.web.volumes[0]", "host-paths"],
    ["volumes: [./compose.yaml:/x]", "services.web.volumes[0]", "host-paths"],
    ["volumes: [./data/../.ENV:/x]", "services.web.volumes[0]", "host-paths"],
    ["volumes: ['~/x:/x']", "services.web.volumes[0]", "host-paths"],
    ["volumes: ['C:\\x:/x']", "services.web.volumes[0]", null],
    ['volumes: ["%{HOME}:/x"]', "services.web.volumes[0]", null],
    ['volumes: ["./$X:/x"]', "services.web.volumes[0]", null],
    ["volumes: [./data:/x:rshared]", "services.web.volumes[0]", null],
    [
      "volumes: [{type: bind, source: /etc, target: /x}]",
      "services.web.volumes[0].source",
      "host-paths",
    ],
    ["volumes: [{type: bind, target: /x}]", "services.web.volumes[0].source", null],
    [
      "volumes: [{type: bind, source: ./d, target: /x, bind: {propagation: shared}}]",
      "services.web.volumes[0].bind.propagation",
      "host-paths",
    ],
    ["volumes: [{type: volume, source: /etc, target: /x}]", "services.web.volumes[0].source", null],
    ["volumes: [{type: npipe, source: x, target: /x}]", "services.web.volumes[0].type", null],
    ["volumes: {./data: /x}", "services.web.volumes", null],
    ["volumes_from: ['container:other']", "services.web.volumes_from[0]", null],
    ['ports: ["80"]', "services.web.ports[0]", "public-ports"],
    ["ports: [80]", "services.web.ports[0]", "public-ports"],
    ['ports: ["8080:80"]', "services.web.ports[0]", "public-ports"],
    ['ports: ["0.0.0.0:8080:80"]', "services.web.ports[0]", "public-ports"],
    ['ports: ["127.0.0.10:8080:80"]', "services.web.ports[0]", "public-ports"],
    ['ports: ["%{HOMEPORT_APP_PORT}:80"]', "services.web.ports[0]", "public-ports"],
    ['ports: ["%{IP}:8080:80"]', "services.web.ports[0]", null],
    ['ports: ["127.0.0.1:%{PORT}:80"]', "services.web.ports[0]", null],
    ["ports: [{target: 80, published: 80}]", "services.web.ports[0]", "public-ports"],
    [
      "ports: [{target: 80, published: 80, host_ip: '::'}]",
      "services.web.ports[0]",
      "public-ports",
    ],
    ["build: .", "services.web.build", null],
    ["extends: {file: ../x.yaml, service: web}", "services.web.extends", null],
    ["env_file: ../../host.key", "services.web.env_file", null],
    ["label_file: x", "services.web.label_file", null],
    ["provider: {type: ./script}", "services.web.provider", null],
    ["post_start: [{command: x, privileged: true}]", "services.web.post_start", null],
    ["annotations: {run.oci.handler: x}", "services.web.annotations", null],
    ["logging: {driver: syslog}", "services.web.logging.driver", null],
    ["labels: [com.docker.compose.project=hp-other]", "services.web.labels", null],
    ["labels: {com.docker.compose.project: hp-other}", "services.web.labels", null],
    ["container_name: hp-other-web-1", "services.web.container_name", null],
    ["invented_later: true", "services.web.invented_later", null],
    ["deploy: {invented_later: true}", "services.web.deploy.invented_later", null],
    ["__proto__: {privileged: true}", "services.web.__proto__", null],
    ["constructor: {privileged: true}", "services.web.constructor", null],
  ])("%s is %s, allowed by %s", (template, path, consent) => {
    const line = template.replaceAll("%{", "$" + "{");
    const problems = find(service(line));
    expect(problems).toMatchObject([{ path, consent }]);
    expect(problems[0]?.sentence).toMatch(/^[a-z].*[^.]$/);
    expect(find(service(line), consent === null ? [] : [consent])).toHaveLength(
      consent === null ? 1 : 0,
    );
  });

  it.each<[string, string, string | null]>([
    ["include: [../x.yaml]", "include", null],
    ["models: {}", "models", null],
    ["invented: {}", "invented", null],
    ["volumes: {data: {external: true}}", "volumes.data.external", null],
    ["volumes: {data: {name: hp-other_data}}", "volumes.data.name", null],
    ["volumes: {data: {driver: sshfs}}", "volumes.data.driver", null],
    [
      "volumes: {data: {driver_opts: {type: none, o: bind, device: /}}}",
      "volumes.data.driver_opts",
      "host-paths",
    ],
    ["networks: {default: {external: true}}", "networks.default.external", null],
    ["networks: {default: {name: hp-other_default}}", "networks.default.name", null],
    ["networks: {lan: {driver: macvlan}}", "networks.lan.driver", "host-network"],
    [
      "networks: {lan: {driver_opts: {com.docker.network.bridge.host_binding_ipv4: 0.0.0.0}}}",
      "networks.lan.driver_opts.com.docker.network.bridge.host_binding_ipv4",
      null,
    ],
    ["secrets: {key: {file: ../../host.key}}", "secrets.key.file", "host-paths"],
    ["configs: {key: {file: /etc/shadow}}", "configs.key.file", "host-paths"],
    ["configs: {key: {external: true}}", "configs.key.external", null],
  ])("%s is %s, allowed by %s", (line, path, consent) => {
    expect(find(`${service()}${line}\n`)).toMatchObject([{ path, consent }]);
    const consents = consent === null ? [] : [consent];
    expect(find(`${service()}${line}\n`, consents)).toHaveLength(consent === null ? 1 : 0);
  });

  it("is all listed at once, and a consent covers its own key alone", () => {
    const greedy = service(
      "privileged: true",
      "network_mode: host",
      "ports: ['80:80']",
      "pid: host",
    );
    expect(find(greedy).map(({ consent }) => consent)).toEqual([
      ...["privileged", "host-network", "public-ports", "privileged"],
    ]);
    expect(find(greedy, ["privileged"]).map(({ path }) => path)).toEqual([
      ...["services.web.network_mode", "services.web.ports[0]"],
    ]);
    expect(find(service("devices: [/dev/dri]"), ["devices"])).toEqual([]);
  });

  it("is found behind anchors, aliases, merges, quotes and tags", () => {
    const hidden = [
      "x-a: &a {privileged: true}\nservices: {web: {image: x, <<: *a}}",
      "x-a: &a {privileged: true}\nx-b: &b {<<: *a}\nservices: {web: {image: x, <<: [*b]}}",
      "x-a: &a true\nservices: {web: {image: x, privileged: *a}}",
      'services: {web: {image: x, "priv\\x69leged": true}}',
      "services: {web: {image: x, ? privileged : true}}",
      "services: {web: {image: x, !!str privileged: true}}",
      "x-s: &s {web: {image: x, privileged: true}}\nservices: *s",
    ];
    for (const text of hidden) {
      expect(find(text)).toMatchObject([
        { path: "services.web.privileged", consent: "privileged" },
      ]);
    }
  });

  it("is a place whose path another container may change", () => {
    const nested = service("volumes: [./data:/a, './Data/x:/b']");
    expect(find(nested)).toMatchObject([{ path: "services", consent: "host-paths" }]);
    expect(find(service("volumes: [./data:/a, ./data:/b, ./data-x:/c]"))).toEqual([]);
    const secret = `${service("volumes: [./data:/a]")}secrets: {key: {file: ./data/key}}`;
    expect(find(secret)).toMatchObject([{ path: "services" }]);
  });
});

describe("a compose file that cannot be read", () => {
  it.each([
    ["no YAML", "services: [", /./],
    ["a key twice", "services: {web: {image: x, image: y}}", /unique/],
    ["a tag of Compose's own", "services: {web: !reset {image: x}}", /Unresolved tag/],
    ["two documents", "services: {}\n---\nservices: {}", /multiple documents/],
    ["a list", "- services", /has to be a map/],
    ["nothing", "", /has to be a map/],
    ["a line end that only some see", "services: {web: {image: x}} #\u2028", /disagree/],
    ["a control character", 'services: {web: {image: "\u0007"}}', /disagree/],
    ["too deep", `services: ${"{a: ".repeat(25)}1${"}".repeat(25)}`, /nested/],
    ["much too deep", `services: ${"[".repeat(15_000)}${"]".repeat(15_000)}`, /./],
    ["too many aliases", `x: &x 1\ny: [${"*x,".repeat(101)}]`, /aliases/],
    [
      "aliases of aliases",
      [
        "x0: &x0 [1,1,1,1,1,1,1,1,1]",
        ...Array.from(
          { length: 9 },
          (_, at) => `x${at + 1}: &x${at + 1} [${`*x${at},`.repeat(9)}]`,
        ),
      ].join("\n"),
      /beyond measure|too long/,
    ],
  ])("says so: %s", (_what, text, sentence) => {
    const problems = find(text);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems[0]).toMatchObject({ path: "", consent: null });
    expect(problems[0]?.sentence).toMatch(sentence);
  });
});

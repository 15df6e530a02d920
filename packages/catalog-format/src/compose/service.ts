import { checkMount } from "./mounts.ts";
import { checkPort } from "./ports.ts";
import {
  type Check,
  each,
  free,
  isMap,
  itemsOf,
  keys,
  named,
  never,
  notTrue,
  only,
} from "./problem.ts";

/** What every container may do; to ask for it again is to ask for nothing. */
const usualCapabilities = new Set([
  ...[
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
  ],
  ...["NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"],
]);

const checkCapability: Check = (name, path, report) => {
  const bare = String(name).toUpperCase().replace(/^CAP_/, "");
  if (usualCapabilities.has(bare)) return;
  const consent = bare === "NET_ADMIN" ? "net-admin" : "privileged";
  report({ path, consent, sentence: `gives the container the capability ${bare}` });
};

const graphics = /^(\/dev\/(dri|nvidia|kfd)|nvidia\.com\/gpu=)/;

const checkDevice: Check = (device, path, report) => {
  const source = isMap(device) ? device["source"] : device;
  const isGraphics = typeof source === "string" && graphics.test(source) && !source.includes("..");
  const consent = isGraphics ? "gpu" : "devices";
  report({ path, consent, sentence: "reaches a device of the host" });
};

const checkReserved: Check = (device, path, report) => {
  const wanted = isMap(device) ? itemsOf(device["capabilities"]).flat() : [];
  const consent = wanted.length > 0 && wanted.every((name) => name === "gpu") ? "gpu" : "devices";
  report({ path, consent, sentence: "reaches a device of the host" });
};

const checkSysctl: Check = (value, path, report) => {
  for (const item of itemsOf(value)) {
    const [name = ""] = String(item).split("=");
    if (/^(kernel\.(shm|msg)[a-z_]*|kernel\.sem|fs\.mqueue\.[a-z_]+)$/.test(name)) continue;
    const consent = name.startsWith("net.") ? "net-admin" : "privileged";
    report({ path: `${path}.${name}`, consent, sentence: "changes how the kernel works" });
  }
};

const checkLabels: Check = (value, path, report) => {
  for (const item of itemsOf(value)) {
    if (!String(item).startsWith("com.docker.compose.")) continue;
    report({ path, consent: null, sentence: "takes labels by which Compose knows its containers" });
  }
};

const checkContainerName: Check = (value, path, report) => {
  const isTheirs = typeof value !== "string" || /^hp-|\$/.test(value);
  if (isTheirs)
    report({ path, consent: null, sentence: "is a name that another app's container has" });
};

const ofService = "service:[a-zA-Z0-9._-]+";
const privateOr = (more: string) => new RegExp(`^(${more}|${ofService})$`);
const asPrivileged = (sentence: string) => never("privileged", sentence);
const elsewhere = "is read from a file, and only this one file is installed";

/** Checks of `network_mode`, `pid` and the like: apart, or shared within the app; `host` by consent, strangers never. */
function shared(allowed: RegExp, consent: string, what: string): Check {
  return (value, path, report) => {
    if (value === null || (typeof value === "string" && allowed.test(value))) return;
    const sentence = value === "host" ? `has ${what} of the host` : `has ${what} of a stranger`;
    report({ path, consent: value === "host" ? consent : null, sentence });
  };
}

const deploy = keys({
  ...{ mode: free, replicas: free, endpoint_mode: free, labels: checkLabels, placement: free },
  ...{ restart_policy: free, update_config: free, rollback_config: free },
  resources: keys({
    limits: keys({ cpus: free, memory: free, pids: free }),
    reservations: keys({ cpus: free, memory: free, devices: each(checkReserved) }),
  }),
});

/** Every key that a service may have, and what it may say there. */
export const checkService = keys({
  ...{ image: free, command: free, entrypoint: free, environment: free, working_dir: free },
  ...{ user: free, group_add: free, hostname: free, domainname: free, mac_address: free },
  ...{ depends_on: free, links: free, networks: free, expose: free, profiles: free },
  ...{ restart: free, init: free, tty: free, stdin_open: free, read_only: free, attach: free },
  ...{ stop_signal: free, stop_grace_period: free, healthcheck: free, platform: free },
  ...{ pull_policy: free, scale: free, tmpfs: free, shm_size: free, storage_opt: free },
  ...{ dns: free, dns_search: free, dns_opt: free, extra_hosts: free, ulimits: free },
  ...{ cpus: free, cpu_count: free, cpu_percent: free, cpu_shares: free, cpu_period: free },
  ...{ cpu_quota: free, cpuset: free, mem_limit: free, mem_reservation: free },
  ...{ memswap_limit: free, mem_swappiness: free, pids_limit: free, configs: free, secrets: free },
  ...{ cap_drop: free, deploy, labels: checkLabels, container_name: checkContainerName },
  ports: each(checkPort),
  volumes: each(checkMount),
  volumes_from: each(only(/^[a-zA-Z0-9._-]+(:r[ow])?$/, null, "takes volumes of a stranger")),
  network_mode: shared(privateOr("bridge|none|default"), "host-network", "the network"),
  pid: shared(privateOr("private"), "privileged", "the processes"),
  ipc: shared(privateOr("private|shareable|none"), "privileged", "the memory"),
  uts: shared(privateOr("private"), "privileged", "the name"),
  userns_mode: shared(/^private$/, "privileged", "the users"),
  cgroup: shared(/^private$/, "privileged", "the resources"),
  privileged: notTrue("privileged", "may do everything that the host may"),
  cap_add: each(checkCapability),
  security_opt: each(
    only(/^no-new-privileges([:=]true)?$/, "privileged", "lifts what keeps a container in"),
  ),
  sysctls: checkSysctl,
  devices: each(checkDevice),
  gpus: never("gpu", "reaches a graphics card of the host"),
  runtime: only(/^runc$/, "gpu", "is run by something else than usual"),
  device_cgroup_rules: never("devices", "reaches devices of the host"),
  blkio_config: never("devices", "reaches devices of the host"),
  use_api_socket: notTrue("docker-socket", "reaches the socket that rules all containers"),
  cgroup_parent: asPrivileged("chooses its place among the resources of the host"),
  oom_kill_disable: notTrue("privileged", "is spared when memory is short"),
  oom_score_adj: asPrivileged("is spared when memory is short"),
  logging: keys({
    driver: only(/^(json-file|local|journald|none)$/, null, "sends its output away"),
    options: free,
  }),
  build: never(null, "is built here; name an image instead"),
  extends: never(null, elsewhere),
  env_file: never(null, elsewhere),
  label_file: never(null, elsewhere),
  credential_spec: never(null, elsewhere),
  external_links: never(null, "reaches containers of other apps"),
  annotations: never(null, "may change how it is run"),
  develop: never(null, "is for a checkout of the sources"),
  provider: never(null, "runs a program of the host"),
  models: never(null, "runs a program of the host"),
  post_start: never(null, "runs commands beside the container's own"),
  pre_stop: never(null, "runs commands beside the container's own"),
});

export const checkServices: Check = (value, path, report) => {
  named((service, at, inner) => {
    checkService(service, at, inner);
    if (isMap(service) && typeof service["image"] !== "string") {
      inner({ path: `${at}.image`, consent: null, sentence: "is needed" });
    }
  })(value, path, report);
};

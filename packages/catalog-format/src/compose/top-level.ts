import { checkHostPath } from "./paths.ts";
import { type Check, free, isMap, keys, named, never, notTrue, only } from "./problem.ts";
import { checkServices } from "./service.ts";

const ofOthers = "would be one of another app";

const checkVolumeOptions: Check = (value, path, report) => {
  const { type = null } = isMap(value) ? value : {};
  if (type === "tmpfs") return;
  report({ path, consent: "host-paths", sentence: "may mount a path of the host" });
};

const checkVolume = keys({
  driver: only(/^local$/, null, "is kept by a program that is not known here"),
  driver_opts: checkVolumeOptions,
  labels: free,
  external: notTrue(null, ofOthers),
  name: never(null, ofOthers),
});

const checkNetwork = keys({
  driver: only(/^(bridge|default)$/, "host-network", "is a network of the host"),
  driver_opts: keys({ "com.docker.network.driver.mtu": free }),
  ...{ internal: free, attachable: free, labels: free, ipam: free },
  ...{ enable_ipv4: free, enable_ipv6: free },
  external: notTrue(null, ofOthers),
  name: never(null, ofOthers),
});

/** A config or a secret: text in the file itself, or a file of the app's folder. */
const checkFileLike = keys({
  content: free,
  environment: free,
  labels: free,
  file: checkHostPath,
  external: notTrue(null, ofOthers),
  name: never(null, ofOthers),
});

/** The whole file. */
export const checkTopLevel = keys({
  ...{ version: free, name: free },
  services: checkServices,
  volumes: named(checkVolume),
  networks: named(checkNetwork),
  configs: named(checkFileLike),
  secrets: named(checkFileLike),
  include: never(null, "is read from a file, and only this one file is installed"),
  models: never(null, "runs a program of the host"),
});

import { checkHostPath, placeInside } from "./paths.ts";
import { type Check, free, isMap, itemsOf, keys, only } from "./problem.ts";

const volumeName = /^[a-zA-Z0-9][\w.-]*$/;
const modes =
  /^(ro|rw|z|Z|nocopy|cached|delegated|consistent)(,(ro|rw|z|Z|nocopy|cached|delegated|consistent))*$/;

const propagation = only(/^r?private$/, "host-paths", "shares mounts with the host");

/** A mount in its long form; what it may say depends on its type. */
const checkLong = keys({
  type: only(/^(bind|volume|tmpfs)$/, null, "is a kind of mount that is not known here"),
  source: free,
  target: free,
  read_only: free,
  consistency: free,
  bind: keys({ propagation, create_host_path: free, selinux: free }),
  volume: keys({ nocopy: free, subpath: free, labels: free }),
  tmpfs: keys({ size: free, mode: free }),
});

/** One entry of a service's `volumes`. */
export const checkMount: Check = (mount, path, report) => {
  if (isMap(mount)) {
    checkLong(mount, path, report);
    const { type, source } = mount;
    if (type === "bind") checkHostPath(source, `${path}.source`, report);
    else if (source !== undefined && (typeof source !== "string" || !volumeName.test(source))) {
      report({ path: `${path}.source`, consent: null, sentence: "is not a volume's name" });
    }
    return;
  }
  if (typeof mount !== "string") {
    report({ path, consent: null, sentence: "is not a mount" });
    return;
  }
  const [source = "", target, mode = "rw", ...rest] = mount.split(":");
  // A path alone is a place inside the container.
  if (target === undefined && source.startsWith("/") && !source.includes("$")) return;
  if (rest.length > 0 || !modes.test(mode) || target === undefined) {
    report({ path, consent: null, sentence: "is not a mount that is known here" });
    return;
  }
  if (!volumeName.test(source)) checkHostPath(source, path, report);
};

/** The places inside the app's folder that a service has mounted. */
export function placesOf(service: unknown): string[] {
  const mounts = isMap(service) ? itemsOf(service["volumes"]) : [];
  return mounts.flatMap((mount) => {
    const source = isMap(mount)
      ? mount["type"] === "bind" && mount["source"]
      : typeof mount === "string" && mount.split(":")[0];
    const place = typeof source === "string" ? placeInside(source) : null;
    return place === null ? [] : [place];
  });
}

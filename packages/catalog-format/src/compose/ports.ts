import { type Check, free, isMap, keys } from "./problem.ts";

/** What the agent puts the app's own port in for. */
export const appPortVariable = `\${HOMEPORT_APP_PORT}`;

const hostPort = String.raw`(\d+(-\d+)?|\$\{HOMEPORT_APP_PORT\})?`;
const onLoopback = new RegExp(
  String.raw`^(127\.0\.0\.1|\[::1\]):${hostPort}:\d+(-\d+)?(/(tcp|udp))?$`,
);
const published = new RegExp(`^${hostPort}$`);

const checkLong = keys({
  ...{ target: free, published: free, host_ip: free, protocol: free, mode: free },
  ...{ name: free, app_protocol: free },
});

/** One entry of a service's `ports`: on the loopback interface, by name, or nowhere. */
export const checkPort: Check = (port, path, report) => {
  const isLoopback = isMap(port) ? isLongOnLoopback(port) : onLoopback.test(String(port));
  if (isMap(port)) checkLong(port, path, report);
  if (isLoopback) return;
  const text = isMap(port) ? `${port["host_ip"]}${port["published"]}` : String(port);
  // What a variable stands for is not known here, and neither is what it would open.
  const isUnknown = text.replaceAll(appPortVariable, "").includes("$");
  const consent = isUnknown ? null : "public-ports";
  report({
    path,
    consent,
    sentence: "is published beyond this machine (write 127.0.0.1: in front)",
  });
};

function isLongOnLoopback(port: Record<string, unknown>): boolean {
  const { host_ip: address, published: at = "", mode = "host" } = port;
  const isKnown = address === "127.0.0.1" || address === "::1";
  return isKnown && published.test(String(at)) && (mode === "host" || mode === "ingress");
}

/** Whether an entry of `ports` is the app's own. */
export function isAppPort(port: unknown): boolean {
  return isMap(port)
    ? port["published"] === appPortVariable
    : typeof port === "string" && port.includes(`${appPortVariable}:`);
}

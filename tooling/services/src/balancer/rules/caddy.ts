import type { BalancedPlace, BalancedPlaces, Behind } from "../program.ts";
import type { Rule } from "../render-config.ts";

export function caddyRules({ web, apps, gate }: BalancedPlaces): Rule[] {
  return [
    // Its administration has one well-known port on a machine, which is somebody else's.
    { line: /grace_period/, becomes: ["admin off", "auto_https off", "grace_period 5s"] },
    { line: /on_demand_tls \{/, becomes: [] },
    { line: /ask http:/, becomes: [] },
    { line: /^ {2}\}/, becomes: [] },
    ...siteRules(/^console\.example\.net/, web),
    ...siteRules(/^https:\/\//, apps),
    ...gateRules(gate),
  ];
}

function siteRules(line: RegExp, { port, replicas }: BalancedPlace): Rule[] {
  const hasTls = line.test("https://");
  return [
    { line, becomes: [`http://:${port} {`, "  bind 127.0.0.1"] },
    ...(hasTls ? [{ line: /^ {2}(tls \{| {2}on_demand|\})/, becomes: [] }] : []),
    ...behindRules(replicas),
    { line: /X-Forwarded-Port/, becomes: [`header_up X-Forwarded-Port ${port}`] },
  ];
}

function gateRules({ port, replicas }: BalancedPlace): Rule[] {
  return [
    { line: /^http:\/\/10\.0\.0/, becomes: [`http://:${port} {`, "  bind 127.0.0.1"] },
    ...behindRules(replicas),
  ];
}

/** Caddy asks all replicas of a site at one port. Where each has a port of its own, they cannot be asked. */
function behindRules(replicas: Behind[]): Rule[] {
  const [first, ...others] = new Set(replicas.map(({ opsPort }) => opsPort));
  const isOne = others.length === 0;
  return [
    { line: /to 10\.0\.0/, becomes: replicas.map((replica) => `to 127.0.0.1:${replica.port}`) },
    { line: /import checked/, becomes: isOne ? [`import checked ${first}`] : [] },
  ];
}

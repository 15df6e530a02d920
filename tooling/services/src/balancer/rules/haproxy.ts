import type { BalancedPlaces, Behind } from "../program.ts";
import type { Rule } from "../render-config.ts";

export function haproxyRules({ web, apps, gate }: BalancedPlaces): Rule[] {
  return [
    {
      line: /bind :443/,
      becomes: [`bind 127.0.0.1:${web.port}`, `bind 127.0.0.1:${apps.port}`],
    },
    // A browser names the console `localhost`, a program its address: here the port tells it from an app.
    { line: /acl is_console/, becomes: [`acl is_console dst_port ${web.port}`] },
    { line: /server web-/, becomes: serverLines("web", web.replicas) },
    { line: /server relay-/, becomes: serverLines("relay", apps.replicas) },
    { line: /bind 10\.0\.0/, becomes: [`bind 127.0.0.1:${gate.port}`] },
    { line: /server gate-/, becomes: serverLines("gate", gate.replicas) },
  ];
}

function serverLines(name: string, replicas: Behind[]): string[] {
  return replicas.map(
    ({ port, opsPort }, index) => `server ${name}-${index + 1} 127.0.0.1:${port} port ${opsPort}`,
  );
}

import { Panel, PanelHead } from "../design/panel.tsx";
import type { AppDetail } from "./app-types.ts";

/** What each proxy asks of the gate listener; a guide of the same name has its whole configuration. */
const proxies = ["caddy", "envoy", "haproxy", "nginx", "traefik"] as const;

const names: Record<(typeof proxies)[number], string> = {
  caddy: "Caddy",
  envoy: "Envoy",
  haproxy: "HAProxy",
  nginx: "nginx",
  traefik: "Traefik",
};

/** How the proxy in front of an app is made to ask. */
export function ProxyPanel({ app }: { app: Pick<AppDetail, "hostname"> }) {
  return (
    <Panel>
      <PanelHead
        title="Its proxy"
        note="It serves this app itself, and asks here who may pass and as whom."
      />
      <div className="grid gap-3 px-4 py-4 text-ink-2 text-sm sm:px-5">
        <p>
          Lead <code className="wrap-anywhere text-ink">{app.hostname}/.homeport/*</code> to the
          relay's gate listener, and let the proxy ask that listener about everything else. The
          guide <code className="wrap-anywhere text-ink">docs/guides/external-apps.md</code> says
          how; a whole configuration for each proxy comes with Homeport:
        </p>
        <table className="w-full text-left">
          <thead className="text-ink-3 text-xs">
            <tr>
              <th className="py-1 pr-3 font-normal">Proxy</th>
              <th className="py-1 pr-3 font-normal">Asks</th>
              <th className="py-1 font-normal">Guide in docs/guides/proxies</th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line border-line border-t">
            {proxies.map((proxy) => (
              <tr key={proxy}>
                <th scope="row" className="py-1.5 pr-3 font-medium text-ink">
                  {names[proxy]}
                </th>
                <td className="py-1.5 pr-3">
                  <code className="text-ink">/gate/{proxy}</code>
                </td>
                <td className="py-1.5">
                  <code className="text-ink">{proxy}.md</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

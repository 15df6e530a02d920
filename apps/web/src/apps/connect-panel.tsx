import { Command } from "../design/copy.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import type { AppDetail } from "./app-types.ts";
import { connectCommand } from "./connect-command.ts";

/** How people reach an app that no browser can open. */
export function ConnectPanel({ app }: { app: AppDetail }) {
  return (
    <Panel>
      <PanelHead title="Connect" note="This app speaks no HTTP, so no browser opens it." />
      <div className="px-4 py-4 sm:px-5">
        <Command command={connectCommand(app)} what="the command that connects" />
        <p className="mt-3 text-ink-2 text-sm">
          Run it where you need the app, signed in with <code>homeport login</code>. It listens on
          that port of your machine, and carries what connects there to the app for as long as you
          may open it.
        </p>
      </div>
    </Panel>
  );
}

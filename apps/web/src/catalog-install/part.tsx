import { type ReactNode, useId } from "react";
import { Panel, PanelHead } from "../design/panel.tsx";

/** One part of the page, under its title. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <Panel aria-labelledby={id}>
      <PanelHead id={id} title={title} />
      <div className="grid gap-4 px-4 py-4 sm:px-5">{children}</div>
    </Panel>
  );
}

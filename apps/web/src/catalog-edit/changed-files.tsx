"use client";

import { Panel, PanelHead } from "../design/panel.tsx";
import { ScrollBox } from "../design/scroll-box.tsx";
import type { Operation } from "./edit-types.ts";

/** The files of a change, as it leaves them. */
export function ChangedFiles({ operation }: { operation: Operation }) {
  return (
    <Panel aria-labelledby="change-files">
      <PanelHead id="change-files" title="Files" note="As this change leaves them." />
      <ul className="divide-y divide-line">
        {operation.files.map(({ path, content, encoding }) => (
          <li key={path} className="px-4 py-3 sm:px-5">
            {content !== null && encoding === "utf8" ? (
              <details>
                <summary className="wrap-anywhere cursor-pointer font-mono text-ink text-sm">
                  {path}
                </summary>
                <ScrollBox
                  label={`All of ${path}`}
                  className="mt-2 max-h-96 rounded-md border border-line bg-sunken p-3"
                >
                  <pre className="text-ink-2 text-xs">{content}</pre>
                </ScrollBox>
              </details>
            ) : (
              <p className="wrap-anywhere font-mono text-ink text-sm">
                {path}{" "}
                <span className="font-sans text-ink-3">
                  {content === null ? "taken away" : encoding === "blob" ? "moved here" : "picture"}
                </span>
              </p>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

"use client";

import { ExternalLink } from "lucide-react";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { Panel } from "../design/panel.tsx";
import { Switch } from "../design/switch.tsx";
import { paths } from "../paths.ts";
import { useMay, useViewer } from "../shell/viewer.tsx";
import { useGallerySettings } from "./use-images.ts";

/** Whether strangers see what is published, and where. */
export function OpenPanel() {
  const trpc = useTRPC();
  const settings = useGallerySettings();
  const mayChange = useMay("gallery.admin");
  const { organization } = useViewer();
  const change = useChange({
    ...trpc.gallery.settings.update.mutationOptions(),
    refresh: [trpc.gallery.settings.pathKey()],
    failed: "The gallery was not changed",
  });
  if (settings.data === undefined || organization === null) {
    return null;
  }
  const { isOpen, version } = settings.data;
  const path = paths.publicGallery(organization.slug);
  return (
    <Panel
      aria-label="Public page"
      className="flex flex-wrap items-center justify-between gap-4 px-4 py-3.5 sm:px-5"
    >
      <Switch
        label="Open to everyone"
        note={
          isOpen
            ? "Whoever knows the address sees what is published."
            : "Nobody outside sees anything, also of what is published."
        }
        checked={isOpen}
        disabled={!mayChange || change.isPending}
        onChange={(checked) => change.mutate({ version, isOpen: checked })}
      />
      {isOpen && (
        <Button asChild size="sm">
          <a href={path} target="_blank" rel="noreferrer">
            <ExternalLink aria-hidden="true" /> {path}
          </a>
        </Button>
      )}
    </Panel>
  );
}

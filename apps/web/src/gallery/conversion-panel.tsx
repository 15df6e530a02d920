"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";
import { Button } from "../design/button.tsx";
import { formatCount } from "../design/format.ts";
import { Panel } from "../design/panel.tsx";
import { useMay } from "../shell/viewer.tsx";
import { type Conversion, useConversion, waitingInput } from "./use-conversion.ts";

/** Photos that came without a browser, and of which one has to make what the others see. */
export function ConversionPanel() {
  const mayConvert = useMay("gallery.publish");
  const waiting = useQuery({
    ...useTRPC().gallery.images.list.queryOptions(waitingInput),
    enabled: mayConvert,
  });
  const conversion = useConversion();
  const { items = [], nextCursor = null } = waiting.data ?? {};
  const isShown = items.length > 0 || conversion.isBusy || conversion.failed > 0;
  if (!isShown) return null;
  const count =
    nextCursor === null ? formatCount(items.length, "photo") : `${items.length} photos or more`;
  return (
    <Panel
      aria-label="Photos to convert"
      className="flex flex-wrap items-center justify-between gap-4 px-4 py-3.5 sm:px-5"
    >
      <div className="min-w-0 flex-1 basis-64">
        <p className="text-ink text-sm">
          {items.length === 0
            ? "No photo waits for a browser"
            : `${count} in HEIC cannot be shown yet`}
        </p>
        <p className="text-ink-3 text-xs" aria-live="polite">
          {sayOf(conversion)}
        </p>
      </div>
      {items.length > 0 && (
        <Button size="sm" disabled={conversion.isBusy} onClick={conversion.start}>
          Convert now
        </Button>
      )}
    </Panel>
  );
}

function sayOf({ isBusy, converted, failed }: Conversion): string {
  if (isBusy) return `Converting in this browser: ${formatCount(converted, "photo")} done`;
  if (failed > 0) {
    return `${formatCount(failed, "photo")} could not be converted here. Another browser may be able to.`;
  }
  return "This browser makes a JPEG of each; the originals stay as they are.";
}

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { mounts } from "../paths.ts";
import { useViewer } from "../shell/viewer.tsx";
import { convertHeic } from "./convert-heic.ts";
import { sendRendition } from "./send-photo.ts";

/** Photos that wait for a browser; as many as are asked for at a time. */
export const waitingInput = { limit: 60, state: "needs-conversion" } as const;

export interface Conversion {
  readonly isBusy: boolean;
  readonly converted: number;
  /** Those that this browser could make nothing of. */
  readonly failed: number;
}

const idle: Conversion = { isBusy: false, converted: 0, failed: 0 };

/** Makes a JPEG of every photo that waits for one, one after the other, until none is left that was not tried. */
export function useConversion(): Conversion & { start(): void } {
  const { images } = useTRPC().gallery;
  const queryClient = useQueryClient();
  const organizationId = useViewer().organization?.id ?? "";
  const [state, setState] = useState(idle);

  async function run(): Promise<void> {
    const tried = new Set<string>();
    for (;;) {
      const page = await queryClient.fetchQuery(images.list.queryOptions(waitingInput));
      const next = page.items.filter(({ imageId }) => !tried.has(imageId));
      if (next.length === 0) return;
      for (const { imageId } of next) {
        tried.add(imageId);
        const isConverted = await convertOne(imageId, organizationId).catch(() => false);
        const count = isConverted ? "converted" : "failed";
        setState((before) => ({ ...before, [count]: before[count] + 1 }));
      }
      await queryClient.invalidateQueries({ queryKey: images.pathKey() });
    }
  }

  return {
    ...state,
    start() {
      setState({ ...idle, isBusy: true });
      // What cannot be read now can be tried again.
      void run()
        .catch(() => undefined)
        .finally(() => setState((before) => ({ ...before, isBusy: false })));
    },
  };
}

async function convertOne(imageId: string, organizationId: string): Promise<boolean> {
  const answer = await fetch(`${mounts.original}${imageId}/original`);
  if (!answer.ok) return false;
  const rendition = await convertHeic(await answer.blob());
  return await new Promise((resolve) => {
    sendRendition(imageId, rendition, organizationId, ({ kind }) => {
      if (kind === "sent" || kind === "refused") resolve(kind === "sent");
    });
  });
}

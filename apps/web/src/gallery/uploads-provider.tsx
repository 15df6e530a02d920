"use client";

import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext } from "react";
import { useTRPC } from "../data/trpc.ts";
import { useViewer } from "../shell/viewer.tsx";
import { type Uploads, useUploads } from "./use-uploads.ts";

const UploadsContext = createContext<Uploads | null>(null);

/** Files on their way go on while somebody looks at another page of the gallery. */
export function UploadsProvider({ children }: { children: ReactNode }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { organization } = useViewer();
  const uploads = useUploads(organization?.id ?? "", () => {
    void queryClient.invalidateQueries({ queryKey: trpc.gallery.images.pathKey() });
    void queryClient.invalidateQueries({ queryKey: trpc.gallery.albums.pathKey() });
  });
  return <UploadsContext value={uploads}>{children}</UploadsContext>;
}

export function useGalleryUploads(): Uploads {
  const uploads = useContext(UploadsContext);
  if (uploads === null) {
    throw new Error("useGalleryUploads is for pages of the gallery, inside its layout.");
  }
  return uploads;
}

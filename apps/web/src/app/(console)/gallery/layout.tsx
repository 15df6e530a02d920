import type { ReactNode } from "react";
import { UploadsProvider } from "../../../gallery/uploads-provider.tsx";

export default function GalleryLayout({ children }: { children: ReactNode }) {
  return <UploadsProvider>{children}</UploadsProvider>;
}

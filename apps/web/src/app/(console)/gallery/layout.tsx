import type { ReactNode } from "react";
import { NewsProvider } from "../../../gallery/news-provider.tsx";
import { UploadsProvider } from "../../../gallery/uploads-provider.tsx";

export default function GalleryLayout({ children }: { children: ReactNode }) {
  return (
    <NewsProvider>
      <UploadsProvider>{children}</UploadsProvider>
    </NewsProvider>
  );
}

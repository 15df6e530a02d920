import type { ReactNode } from "react";
import { PageHead } from "../../../../design/page.tsx";
import { GalleryTabs } from "../../../../gallery/gallery-tabs.tsx";

export default function GalleryPagesLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <PageHead
        title="Gallery"
        lead="Photos of this organization. What you publish, and nothing else, is seen outside; originals stay here."
      />
      <GalleryTabs />
      {children}
    </>
  );
}

import { useEffect, useState } from "react";
import { askPublic } from "./ask-public.ts";
import { PhotoPanel } from "./photo-panel.tsx";
import type { PhotoDetail, PhotoList } from "./public-types.ts";

/** What is told of one photo, asked for when somebody wants to know. */
export function LightboxPanel({ list, imageId }: { list: PhotoList; imageId: string }) {
  const [detail, setDetail] = useState<PhotoDetail | "failed" | null>(null);
  const isWaiting = detail === null;
  useEffect(() => {
    if (!isWaiting) return;
    let isWanted = true;
    const { slug, filter } = list;
    askPublic("image", { slug, imageId, ...filter }).then(
      ({ image }) => isWanted && setDetail(image),
      () => isWanted && setDetail("failed"),
    );
    return () => {
      isWanted = false;
    };
  }, [list, imageId, isWaiting]);
  if (detail === null) return <p role="status">Loading…</p>;
  if (detail === "failed") {
    return (
      <div role="alert">
        <p className="mb-3">The details could not be loaded.</p>
        <button type="button" className="quiet-button" onClick={() => setDetail(null)}>
          Retry
        </button>
      </div>
    );
  }
  return <PhotoPanel slug={list.slug} photo={detail} titleLevel="h2" />;
}

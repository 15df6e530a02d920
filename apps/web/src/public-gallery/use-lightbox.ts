"use client";

import "photoswipe/style.css";
import type { PublicPhoto } from "./photo-grid.tsx";

/** Opens photos over the whole window; its code is fetched with the first one. Arrows, Esc, swipe and pinch are its own. */
export function useLightbox(photos: readonly PublicPhoto[]): (index: number) => void {
  return (index) => void openLightbox(photos, index);
}

async function openLightbox(photos: readonly PublicPhoto[], index: number): Promise<void> {
  const { default: PhotoSwipe } = await import("photoswipe");
  const isCalm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const lightbox = new PhotoSwipe({
    index,
    dataSource: photos.map(({ variants, alt }) => {
      const largest = variants.at(-1);
      return {
        src: largest?.path ?? "",
        srcset: variants.map((each) => `${each.path} ${each.width}w`).join(", "),
        width: largest?.width ?? 1,
        height: largest?.height ?? 1,
        msrc: variants[0]?.path ?? "",
        alt,
      };
    }),
    preload: [1, 2],
    bgOpacity: 0.94,
    showHideAnimationType: isCalm ? "none" : "fade",
    returnFocus: true,
  });
  lightbox.init();
  lightbox.element?.setAttribute("aria-label", "Photos");
}

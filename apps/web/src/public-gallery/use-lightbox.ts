"use client";

import { useEffect, useRef } from "react";
import type { PhotoList } from "./public-types.ts";
import type { PhotoPages } from "./use-photo-pages.ts";

/** Opens photos over the whole window; its code is fetched with the first one, or when a pointer comes near. */
export function useLightbox(list: PhotoList, pages: PhotoPages): (index: number) => void {
  const latest = useRef(pages);
  useEffect(() => {
    latest.current = pages;
  });
  return (index) => {
    void import("./open-lightbox.tsx").then(({ openLightbox }) =>
      openLightbox({
        list,
        index,
        read: () => latest.current,
      }),
    );
  };
}

"use client";

import { useEffect, useState } from "react";

/** A photo's blur as a picture; null until it is drawn, which waits for whatever is more urgent. */
export function useThumbhash(thumbhash: string | null): string | null {
  const [blur, setBlur] = useState<string | null>(null);
  useEffect(() => {
    if (thumbhash === null) return;
    let isWanted = true;
    void draw(thumbhash).then((drawn) => {
      if (isWanted) setBlur(drawn);
    });
    return () => {
      isWanted = false;
    };
  }, [thumbhash]);
  return blur;
}

async function draw(thumbhash: string): Promise<string | null> {
  try {
    const { thumbHashToDataURL } = await import("thumbhash");
    return thumbHashToDataURL(Uint8Array.from(atob(thumbhash), (sign) => sign.charCodeAt(0)));
  } catch {
    // A photo without a blur is shown on its colour.
    return null;
  }
}

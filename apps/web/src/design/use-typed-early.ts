"use client";

import { useEffect, useRef } from "react";

/**
 * For a controlled field. What a person or their password manager typed before the page came to life stands in the field, but
 * nobody has told React, which would take it away with the first change elsewhere in the form. It is told once, as if it were
 * typed now.
 */
export function useTypedEarly() {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const node = field.current;
    const typed = node?.value ?? "";
    if (node === null || typed === node.defaultValue) return;
    // React compares with what was last set through the element itself, so that has to differ from what is typed.
    node.value = node.defaultValue;
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(node, typed);
    node.dispatchEvent(new Event("input", { bubbles: true }));
  }, []);
  return field;
}

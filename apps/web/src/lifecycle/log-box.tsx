"use client";

import { useEffect, useRef } from "react";

export interface LogBoxProps {
  id?: string;
  /** What printed it, for those who hear this page. */
  label: string;
  text: string;
  /** What is said where nothing was printed. */
  none: string;
}

/** So near its end a log counts as read to the end. */
const nearPx = 24;

/** Printed text in place. It shows its end, also when more is added, unless somebody reads further up. */
export function LogBox({ id, label, text, none }: LogBoxProps) {
  const box = useRef<HTMLElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    if (box.current !== null && atEnd.current && text !== "") {
      box.current.scrollTop = box.current.scrollHeight;
    }
  }, [text]);
  return (
    <section
      id={id}
      ref={box}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must be able to.
      tabIndex={0}
      aria-label={label}
      onScroll={({ currentTarget }) => {
        const { scrollHeight, scrollTop, clientHeight } = currentTarget;
        atEnd.current = scrollHeight - scrollTop - clientHeight < nearPx;
      }}
      className="wrap-anywhere mx-4 mb-3 max-h-80 overflow-auto rounded-md border border-line bg-sunken px-3 py-2 font-mono text-ink-2 text-xs sm:mx-5"
    >
      {text === "" ? (
        <p className="text-ink-3">{none}</p>
      ) : (
        <pre className="whitespace-pre-wrap">{text}</pre>
      )}
    </section>
  );
}

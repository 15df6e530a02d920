"use client";

import { type KeyboardEvent, useRef, useState } from "react";
import {
  chooseLoaded,
  extend,
  noSelection,
  type Selection,
  stepFrom,
  toggle,
} from "./selection.ts";

/** What is chosen among the photos of a page, by mouse and by keyboard. */
export function useSelection(ids: readonly string[]) {
  const [selection, setSelection] = useState<Selection>(noSelection);
  /** A checkbox does not tell which keys were held: whatever pressed it does, just before. */
  const isRange = useRef(false);

  function onKeyDown(event: KeyboardEvent<HTMLUListElement>) {
    const boxes = [
      ...event.currentTarget.querySelectorAll<HTMLInputElement>("input[type=checkbox]"),
    ];
    const at = event.target instanceof HTMLInputElement ? boxes.indexOf(event.target) : -1;
    if (at < 0) return;
    isRange.current = event.shiftKey;
    if (event.key === "a" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      setSelection(chooseLoaded(ids));
      return;
    }
    const next = stepFrom(at, event.key, columnsOf(boxes), boxes.length);
    if (next === null) return;
    event.preventDefault();
    boxes[next]?.focus();
    const [from, to] = [ids[at], ids[next]];
    if (event.shiftKey && from !== undefined && to !== undefined) {
      setSelection((now) => extend(now.anchor === null ? toggle(now, from) : now, ids, to));
    }
  }

  return {
    ...selection,
    onKeyDown,
    press: (isShift: boolean) => {
      isRange.current = isShift;
    },
    choose: (imageId: string) => {
      const act = isRange.current;
      setSelection((now) => (act ? extend(now, ids, imageId) : toggle(now, imageId)));
    },
    chooseAll: () => setSelection({ ...chooseLoaded(ids), isAll: true }),
    clear: () => setSelection(noSelection),
  };
}

/** How many stand in the first row. */
function columnsOf(boxes: readonly HTMLInputElement[]): number {
  const topOf = (box: HTMLInputElement) => box.getBoundingClientRect().top;
  const [first] = boxes;
  if (first === undefined) return 1;
  const top = topOf(first);
  return Math.max(1, boxes.filter((box) => Math.abs(topOf(box) - top) < 2).length);
}

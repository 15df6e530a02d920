"use client";

import { type DragEvent, type ReactNode, useState } from "react";
import { cn } from "../design/class-names.ts";

export interface DropAreaProps {
  disabled: boolean;
  onFiles: (files: Iterable<File>) => void;
  children: ReactNode;
}

/** Takes files that are dropped anywhere on it. Whoever has no mouse chooses them with the button. */
export function DropArea({ disabled, onFiles, children }: DropAreaProps) {
  const [isOver, setOver] = useState(false);
  const hasFiles = (event: DragEvent) => !disabled && event.dataTransfer.types.includes("Files");
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the same is done by the button that chooses files
    <div
      className={cn(
        "rounded-lg outline-2 outline-transparent outline-offset-4 outline-dashed transition-colors",
        isOver && "outline-accent",
      )}
      onDragOver={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (event.currentTarget === event.target) setOver(false);
      }}
      onDrop={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(false);
        onFiles(event.dataTransfer.files);
      }}
    >
      {children}
    </div>
  );
}

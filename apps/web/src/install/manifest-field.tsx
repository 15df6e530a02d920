"use client";

import { FileUp } from "lucide-react";
import { type DragEvent, useId, useRef } from "react";
import { Button } from "../design/button.tsx";
import { cn } from "../design/class-names.ts";
import { controlClass } from "../design/field.tsx";
import { exampleManifest } from "./example-manifest.ts";

/** A larger file is no manifest; it is not even read. */
const maxFileBytes = 131_072;

export interface ManifestFieldProps {
  text: string;
  isWrong: boolean;
  /** Where what is wrong with it stands. */
  describedBy: string;
  onChange: (text: string) => void;
  onRefused: (sentence: string) => void;
}

/** A manifest, typed, pasted, dropped as a file or chosen as one. */
export function ManifestField(props: ManifestFieldProps) {
  const { text, isWrong, describedBy, onChange, onRefused } = props;
  const id = useId();
  const chooser = useRef<HTMLInputElement>(null);
  async function take(file: File | undefined) {
    if (file === undefined) {
      return;
    }
    if (file.size > maxFileBytes) {
      onRefused(`${file.name} is too long for a manifest: 128 KiB are the most.`);
    } else {
      onChange(await file.text());
    }
  }
  function drop(event: DragEvent) {
    if (event.dataTransfer.files.length > 0) {
      event.preventDefault();
      void take(event.dataTransfer.files[0]);
    }
  }
  return (
    <div className="grid content-start gap-1.5">
      <div className="flex flex-wrap items-end justify-between gap-2">
        <label htmlFor={id} className="font-medium text-ink text-sm">
          Manifest
        </label>
        <span className="flex gap-1">
          {text === "" && (
            <Button size="sm" look="ghost" onClick={() => onChange(exampleManifest)}>
              Begin from an example
            </Button>
          )}
          <Button size="sm" look="ghost" onClick={() => chooser.current?.click()}>
            <FileUp aria-hidden="true" /> Choose a file
          </Button>
          <input
            ref={chooser}
            type="file"
            aria-label="Manifest file"
            accept=".json,.yaml,.yml,application/json,application/yaml"
            className="hidden"
            onChange={(event) => {
              void take(event.target.files?.[0]);
              event.target.value = "";
            }}
          />
        </span>
      </div>
      <textarea
        id={id}
        value={text}
        rows={14}
        spellCheck={false}
        autoCapitalize="none"
        autoCorrect="off"
        placeholder="JSON or YAML. Paste it, or drop a file here."
        aria-describedby={describedBy}
        aria-invalid={isWrong || undefined}
        className={cn(controlClass, "h-auto min-h-56 resize-y py-2 font-mono text-xs leading-5")}
        onChange={(event) => onChange(event.target.value)}
        onDragOver={(event) => event.preventDefault()}
        onDrop={drop}
      />
    </div>
  );
}

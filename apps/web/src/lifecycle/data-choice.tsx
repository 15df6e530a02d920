"use client";

import { Segments } from "../design/segments.tsx";

const options = [
  { value: "keep", label: "Keep its data" },
  { value: "delete", label: "Delete its data" },
] as const;

export interface DataChoiceProps {
  deleteData: boolean;
  /** Where the data is: the host's name. */
  host: string;
  onChange: (deleteData: boolean) => void;
}

/** Whether what an app has stored is kept, and what either means. */
export function DataChoice({ deleteData, host, onChange }: DataChoiceProps) {
  return (
    <div className="mb-4 grid gap-2">
      <Segments
        label="What it has stored"
        value={deleteData ? "delete" : "keep"}
        options={options}
        onChange={(choice) => onChange(choice === "delete")}
      />
      <p aria-live="polite" className={deleteData ? "text-bad text-sm" : "text-ink-3 text-sm"}>
        {deleteData
          ? `Everything that it has stored on ${host} is deleted for good. There is no way back.`
          : `What it has stored stays on ${host}, where an app of the same name finds it again.`}
      </p>
    </div>
  );
}

"use client";

import { Switch } from "../design/switch.tsx";
import { useViewer } from "../shell/viewer.tsx";
import { type OperatorWord, operatorWords } from "./operator-words.ts";

export interface WordsFieldProps {
  words: readonly OperatorWord[];
  onChange: (words: OperatorWord[]) => void;
}

/** A switch for each word; nobody gives what they do not hold. Looking is part of everything else. */
export function WordsField({ words, onChange }: WordsFieldProps) {
  const { permissions } = useViewer();
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-2 font-medium text-ink text-sm">May</legend>
      {operatorWords.map(({ word, label, note }) => (
        <Switch
          key={word}
          label={label}
          note={note}
          checked={words.includes(word)}
          disabled={word === "fleet.read" || !permissions.includes(word)}
          onChange={(checked) => {
            const others = words.filter((one) => one !== word);
            onChange(checked ? [...others, word] : others);
          }}
        />
      ))}
    </fieldset>
  );
}

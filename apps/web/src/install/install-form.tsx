"use client";

import type { AccessLevel } from "@homeport/gate";
import { type FormEvent, useId, useState } from "react";
import { HostField } from "../apps/host-field.tsx";
import { LevelField } from "../apps/level-field.tsx";
import type { Inputs } from "../data/router-types.ts";
import { Button } from "../design/button.tsx";
import { Actions } from "../design/dialog.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Switch } from "../design/switch.tsx";
import type { Manifest } from "./consent-words.ts";
import { ManifestField } from "./manifest-field.tsx";
import { ManifestReading } from "./manifest-reading.tsx";
import { useInstallApp } from "./use-install-app.ts";
import { useManifestCheck } from "./use-manifest-check.ts";

export interface InstallFormProps {
  hostId: string | undefined;
  onCancel: () => void;
  onInstalled: (appId: string) => void;
}

/** An app that a host runs, described by its manifest. */
export function InstallForm({ hostId: given, onCancel, onInstalled }: InstallFormProps) {
  const [hostId, setHostId] = useState(given);
  const [text, setText] = useState("");
  const [level, setLevel] = useState<AccessLevel>("owner");
  const [start, setStart] = useState(true);
  const [refusal, setRefusal] = useState<string | undefined>();
  const [hostProblem, setHostProblem] = useState<string | undefined>();
  const readingId = useId();
  const check = useManifestCheck(text);
  const install = useInstallApp(onInstalled);
  const { manifest } = check;
  const ready = manifest !== null && check.problems.length === 0 && !check.isBehind;
  function write(next: string) {
    setText(next);
    setRefusal(undefined);
    install.reset();
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    if (hostId === undefined) {
      setHostProblem("Choose the host that is to run it.");
    } else if (ready) {
      install.mutate({ hostId, manifest: toJson(manifest), level, start });
    }
  }
  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      <HostField
        value={hostId}
        error={hostProblem}
        onChange={(next) => {
          setHostId(next);
          setHostProblem(undefined);
        }}
      />
      <div className="grid grid-cols-1 gap-4 md:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <ManifestField
          text={text}
          isWrong={check.problems.length > 0}
          describedBy={readingId}
          onChange={write}
          onRefused={setRefusal}
        />
        <ManifestReading id={readingId} check={check} />
      </div>
      {refusal !== undefined && (
        <p role="alert" className="text-bad text-sm">
          {refusal}
        </p>
      )}
      {hasRoot(manifest) ? (
        <p className="text-ink-3 text-sm">
          Its manifest says who may open it; see the rules above.
        </p>
      ) : (
        <LevelField level={level} onChange={setLevel} />
      )}
      <Switch
        label="Start it at once"
        note={
          start ? "It is started as soon as it is installed." : "It is installed, and starts later."
        }
        checked={start}
        onChange={setStart}
      />
      {install.isError && <ErrorCard title="The app was not installed" error={install.error} />}
      <Actions className="mt-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button look="primary" type="submit" busy={install.isPending} disabled={!ready}>
          Install app
        </Button>
      </Actions>
    </form>
  );
}

/** A manifest as it is sent: JSON has no keys without a value. */
function toJson(manifest: Manifest): Inputs["apps"]["install"]["manifest"] {
  return JSON.parse(JSON.stringify(manifest));
}

function hasRoot(manifest: Manifest | null): boolean {
  return manifest?.rules.some(({ path, match }) => path === "/" && match === "prefix") ?? false;
}

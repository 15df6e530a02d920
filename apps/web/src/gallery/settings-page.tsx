"use client";

import { type FormEvent, type ReactNode, useEffect, useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { Button } from "../design/button.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { controlClass, Field, TextInput } from "../design/field.tsx";
import { PageBody } from "../design/page.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { Select } from "../design/select.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { Switch } from "../design/switch.tsx";
import { useMay } from "../shell/viewer.tsx";
import type { GallerySettings } from "./gallery-query.ts";
import { SaveFailure } from "./save-failure.tsx";
import { useGallerySettings } from "./use-images.ts";
import { useVersioned } from "./use-versioned.ts";

export function GallerySettingsPage() {
  const settings = useGallerySettings();
  if (settings.data === undefined) {
    return settings.isError ? (
      <ErrorCard
        title="The settings could not be loaded"
        error={settings.error}
        retrying={settings.isFetching}
        onRetry={() => void settings.refetch()}
      />
    ) : (
      <Panel>
        <SkeletonRows rows={4} />
      </Panel>
    );
  }
  return <SettingsForm settings={settings.data} />;
}

function SettingsForm({ settings }: { settings: GallerySettings }) {
  const trpc = useTRPC();
  const mayChange = useMay("gallery.admin");
  const form = useVersioned({
    stored: settings,
    mutation: trpc.gallery.settings.update.mutationOptions(),
    input: (change, version) => ({ ...change, version }),
    refresh: [trpc.gallery.settings.pathKey()],
    failed: "The settings were not changed",
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    form.save();
  }
  const parts = { settings: form.draft, set: form.set };
  return (
    <form onSubmit={submit}>
      {/* What nobody may change is shown all the same, and cannot be typed into. */}
      <fieldset disabled={!mayChange} className="min-w-0">
        <PageBody>
          {!mayChange && <p className="text-ink-2">Only admins change these settings.</p>}
          <SaveFailure form={form} what="The gallery" />
          <About {...parts} />
          <Visitors {...parts} />
          <Making {...parts} />
          {mayChange && (
            <div className="flex justify-end gap-2">
              <Button disabled={!form.isDirty} onClick={form.reset}>
                Discard
              </Button>
              <Button
                look="primary"
                type="submit"
                busy={form.busy}
                disabled={!form.isDirty || form.isConflicting}
              >
                Save
              </Button>
            </div>
          )}
        </PageBody>
      </fieldset>
    </form>
  );
}

interface PartProps {
  settings: GallerySettings;
  set: (change: Partial<GallerySettings>) => void;
}

function Part({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <Panel aria-label={title}>
      <PanelHead title={title} note={note} />
      <div className="grid items-start gap-4 p-4 sm:grid-cols-2 sm:p-5">{children}</div>
    </Panel>
  );
}

const words = [
  { name: "title", label: "Title", hint: "Empty, it is the organization's name." },
  { name: "author", label: "Author", hint: "Stands under the title and in feeds." },
  { name: "license", label: "License", hint: "Of photos that say nothing else." },
] as const;

function About({ settings, set }: PartProps) {
  return (
    <Part title="About the gallery">
      {words.map(({ name, label, hint }) => (
        <Field key={name} label={label} hint={hint}>
          {(control) => (
            <TextInput
              {...control}
              maxLength={200}
              autoCapitalize="sentences"
              value={settings[name]}
              onChange={({ target }) => set({ [name]: target.value })}
            />
          )}
        </Field>
      ))}
      <Field label="Description" className="sm:col-span-2">
        {(control) => (
          <textarea
            {...control}
            rows={3}
            maxLength={5_000}
            className={`${controlClass} h-auto py-2`}
            value={settings.description}
            onChange={({ target }) => set({ description: target.value })}
          />
        )}
      </Field>
    </Part>
  );
}

const layouts = [
  { value: "masonry", label: "Rows" },
  { value: "single", label: "One column" },
] as const;

function Visitors({ settings, set }: PartProps) {
  return (
    <Part title="What visitors find">
      <Switch
        label="Open to everyone"
        note="Closed, nobody outside sees anything but by a share link."
        checked={settings.isOpen}
        onChange={(isOpen) => set({ isOpen })}
      />
      <Field label="Layout">
        {(control) => (
          <Select
            {...control}
            value={settings.layout}
            options={layouts}
            onChange={(layout) => set({ layout })}
          />
        )}
      </Field>
      <Switch
        label="Map"
        note="Of photos whose albums allow their place to be told."
        checked={settings.mapEnabled}
        onChange={(mapEnabled) => set({ mapEnabled })}
      />
      <Switch
        label="Feeds"
        note="RSS and JSON, of the newest photos."
        checked={settings.feedEnabled}
        onChange={(feedEnabled) => set({ feedEnabled })}
      />
      <Field
        label="Map style"
        hint="An https address of a style. Empty, the map is drawn here and asks nobody else; with one, visitors' browsers ask that address."
        className="sm:col-span-2"
      >
        {(control) => (
          <TextInput
            {...control}
            type="url"
            pattern="https://.*"
            maxLength={2_000}
            value={settings.mapStyleUrl ?? ""}
            onChange={({ target }) => set({ mapStyleUrl: target.value.trim() || null })}
          />
        )}
      </Field>
    </Part>
  );
}

const mebibyte = 1_048_576;

function Making({ settings, set }: PartProps) {
  return (
    <Part title="Photos as they arrive">
      <TimeZone value={settings.timeZone} onChange={(timeZone) => set({ timeZone })} />
      <Field
        label="Quota in MiB"
        hint="Stored originals, the trash included. Empty, there is none."
      >
        {(control) => (
          <TextInput
            {...control}
            type="number"
            min={0}
            step={1}
            value={settings.quotaBytes === null ? "" : Math.round(settings.quotaBytes / mebibyte)}
            onChange={({ target }) =>
              set({ quotaBytes: target.value === "" ? null : Number(target.value) * mebibyte })
            }
          />
        )}
      </Field>
      <Switch
        label="AVIF renditions"
        note="About a third smaller than WebP, for browsers that show them; they take more of the processor."
        checked={settings.avifEnabled}
        onChange={(avifEnabled) => set({ avifEnabled })}
      />
    </Part>
  );
}

/** The browser's own list; until it is asked, and for a zone that it does not name, the one that is set. */
function TimeZone({ value, onChange }: { value: string; onChange: (zone: string) => void }) {
  const [known, setKnown] = useState<readonly string[]>([]);
  useEffect(() => setKnown(["UTC", ...Intl.supportedValuesOf("timeZone")]), []);
  const zones = known.includes(value) ? known : [value, ...known];
  return (
    <Field label="Time zone" hint="For cameras that do not say theirs.">
      {(control) => (
        <select
          {...control}
          className={controlClass}
          value={value}
          onChange={({ target }) => onChange(target.value)}
        >
          {zones.map((zone) => (
            <option key={zone} value={zone}>
              {zone}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

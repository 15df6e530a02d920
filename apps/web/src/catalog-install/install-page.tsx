"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Button } from "../design/button.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { Field, TextInput } from "../design/field.tsx";
import { PageBody, PageHead } from "../design/page.tsx";
import { Panel } from "../design/panel.tsx";
import { Segments } from "../design/segments.tsx";
import { Select } from "../design/select.tsx";
import { paths } from "../paths.ts";
import type { ShownEntry } from "../public-catalog/catalog-types.ts";
import { HostChoice } from "./host-choice.tsx";
import { type InstallDraft, newDraft, toChoice, toRequest } from "./install-draft.ts";
import { InstallReview } from "./install-review.tsx";
import { SettingField } from "./setting-field.tsx";
import { useInstall } from "./use-install.ts";
import { useInstallPlan } from "./use-install-plan.ts";

const modeWords = {
  compose: {
    label: "Run it on the host",
    note: "The host fetches its images and runs them with Docker Compose.",
  },
  adopt: {
    label: "It runs there already",
    note: "Only its address and who may open it are taken from the catalog.",
  },
} as const;

/** An app of the catalog on its way to a host: which one, how, with what, and what that means. */
export function InstallPage({ shown }: { shown: ShownEntry }) {
  const { view, full } = shown;
  const { entry, releases } = full;
  const router = useRouter();
  const [draft, setDraft] = useState(() => newDraft(shown));
  const [isTried, setTried] = useState(false);
  const check = useInstallPlan(toChoice(shown, draft));
  const install = useInstall((appId) => router.push(paths.app(appId)));
  const change = (some: Partial<InstallDraft>) => {
    setDraft((before) => ({ ...before, ...some }));
    install.reset();
  };
  const problems = problemsOf(shown, draft, check.problems);
  const problemAt = (field: string) => (isTried ? problems[field] : undefined);
  const canInstall = Object.keys(problems).length === 0 && !check.isBehind;
  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (canInstall && !install.isPending) install.mutate(toRequest(shown, draft));
  }
  const settings = draft.mode === "compose" ? (entry.settings ?? []) : [];
  return (
    <>
      <PageHead
        title={`Install ${view.name}`}
        lead={view.summary}
        up={{ label: view.name, href: paths.catalogEntry(view.slug) }}
      />
      <PageBody>
        <form
          onSubmit={submit}
          noValidate
          className="grid grid-cols-1 gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]"
        >
          <div className="grid content-start gap-6">
            <Panel title="Where and how">
              <div className="grid gap-4">
                {view.hasTemplate && (
                  <div className="grid gap-1.5">
                    <Segments
                      label="How"
                      value={draft.mode}
                      options={(["compose", "adopt"] as const).map((value) => ({
                        value,
                        label: modeWords[value].label,
                      }))}
                      onChange={(mode) => change({ mode })}
                      stacks
                    />
                    <p className="text-ink-3 text-sm">{modeWords[draft.mode].note}</p>
                  </div>
                )}
                {!view.hasTemplate && (
                  <p className="text-ink-2 text-sm">
                    The catalog has no template for it: install it on the host by yourself, and take
                    it in here.
                  </p>
                )}
                <HostChoice
                  shown={shown}
                  mode={draft.mode}
                  value={draft.hostId}
                  error={problemAt("hostId")}
                  onChange={(hostId) => change({ hostId })}
                />
                {draft.mode === "adopt" && (
                  <Field
                    label="Port"
                    hint="Where it listens on the host, such as 8080."
                    error={problemAt("port")}
                  >
                    {(control) => (
                      <TextInput
                        {...control}
                        inputMode="numeric"
                        value={draft.port}
                        onChange={(event) => change({ port: event.target.value })}
                      />
                    )}
                  </Field>
                )}
                {draft.mode === "compose" && releases.length > 1 && (
                  <Field label="Release" error={problemAt("version")}>
                    {(control) => (
                      <Select
                        {...control}
                        value={draft.version ?? releases[0]?.version}
                        options={releases.map(({ version, date, prerelease }) => ({
                          value: version,
                          label: version,
                          note: `${String(date).slice(0, 10)}${prerelease === true ? ", a prerelease" : ""}`,
                        }))}
                        onChange={(version) => change({ version })}
                      />
                    )}
                  </Field>
                )}
                <Field
                  label="Name"
                  hint="The first part of its address: a to z, 0 to 9 and hyphens."
                  error={problemAt("name")}
                >
                  {(control) => (
                    <TextInput
                      {...control}
                      value={draft.name}
                      maxLength={63}
                      onChange={(event) => change({ name: event.target.value })}
                    />
                  )}
                </Field>
              </div>
            </Panel>
            {settings.length > 0 && (
              <Panel title="Settings">
                <div className="grid gap-4">
                  {settings.map((setting) => (
                    <SettingField
                      key={setting.key}
                      setting={setting}
                      value={draft.settings[setting.key]}
                      error={problemAt(`settings.${setting.key}`)}
                      onChange={(value) =>
                        change({ settings: { ...draft.settings, [setting.key]: value } })
                      }
                    />
                  ))}
                </div>
              </Panel>
            )}
          </div>
          <div className="grid content-start gap-6">
            <InstallReview
              shown={shown}
              draft={draft}
              error={problemAt("permissions")}
              onAgree={(permissions) => change({ permissions })}
            />
            {check.error !== null && (
              <ErrorCard
                title="It could not be checked"
                error={check.error}
                onRetry={check.retry}
              />
            )}
            {install.isError && (
              <ErrorCard title="The app was not installed" error={install.error} />
            )}
            {isTried && !canInstall && (
              <p role="alert" className="text-bad text-sm">
                Something is still missing; see the fields above.
              </p>
            )}
            <div className="flex flex-wrap gap-2">
              <Button look="primary" type="submit" busy={install.isPending || install.isSuccess}>
                Install {view.name}
              </Button>
            </div>
          </div>
        </form>
      </PageBody>
    </>
  );
}

/** Everything that keeps it from being installed, by field. */
function problemsOf(
  shown: ShownEntry,
  draft: InstallDraft,
  found: readonly { field: string; message: string }[],
): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const { field, message } of found) problems[field] ??= `This ${message}.`;
  if (draft.hostId === undefined) problems["hostId"] = "Choose the host that it is for.";
  if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(draft.name)) {
    problems["name"] = "Use a to z, 0 to 9 and hyphens, not at an end.";
  }
  const port = Number(draft.port);
  if (draft.mode === "adopt" && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
    problems["port"] = "Give the port on which it listens, from 1 to 65535.";
  }
  const wanted = draft.mode === "compose" ? (shown.full.entry.permissions ?? []) : [];
  if (wanted.some((word) => !draft.permissions.includes(word))) {
    problems["permissions"] = "Agree to each of these, or do not install it.";
  }
  return problems;
}

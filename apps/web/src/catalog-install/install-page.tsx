"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useState } from "react";
import { Button } from "../design/button.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { PageBody, PageHead } from "../design/page.tsx";
import { paths } from "../paths.ts";
import type { ShownEntry } from "../public-catalog/catalog-types.ts";
import {
  type ChoiceProblem,
  type InstallDraft,
  newDraft,
  toChoice,
  toRequest,
} from "./install-draft.ts";
import { InstallReview } from "./install-review.tsx";
import { Part } from "./part.tsx";
import { SettingField } from "./setting-field.tsx";
import { useInstall } from "./use-install.ts";
import { useInstallPlan } from "./use-install-plan.ts";
import { WhereAndHow } from "./where-and-how.tsx";

/** An app of the catalog on its way to a host: which one, how, with what, and what that means. */
export function InstallPage({ shown }: { shown: ShownEntry }) {
  const { view, full } = shown;
  const { entry } = full;
  const router = useRouter();
  const [draft, setDraft] = useState(() => newDraft(shown));
  const [isTried, setTried] = useState(false);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [isAsked, setAsked] = useState(false);
  const check = useInstallPlan(toChoice(shown, draft));
  const install = useInstall((appId) => router.push(paths.app(appId)));
  const change = (some: Partial<InstallDraft>) => {
    setDraft((before) => ({ ...before, ...some }));
    setAsked(false);
    install.reset();
  };
  const problems = problemsOf(shown, draft, check.problems);
  // Nobody is told of what they have not come to yet, unless they want to install it as it is.
  const problemAt = (field: string) => (isTried || left.has(field) ? problems[field] : undefined);
  const leave = (field: string) => setLeft((before) => new Set(before).add(field));
  const isSound = Object.keys(problems).length === 0;
  const isBusy = isAsked || install.isPending || install.isSuccess;
  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (!isBusy && (isSound || check.isBehind)) setAsked(true);
  }
  // Whoever types and presses the button at once is ahead of the check: what was asked for waits for it.
  useEffect(() => {
    if (!isAsked || check.isBehind) return;
    setAsked(false);
    if (isSound && check.error === null) install.mutate(toRequest(shown, draft));
  }, [isAsked, check.isBehind, check.error, isSound, install.mutate, shown, draft]);
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
            <WhereAndHow
              shown={shown}
              draft={draft}
              problemAt={problemAt}
              onChange={change}
              onLeave={leave}
            />
            {settings.length > 0 && (
              <Part title="Settings">
                {settings.map((setting) => (
                  <SettingField
                    key={setting.key}
                    setting={setting}
                    value={draft.settings[setting.key]}
                    error={problemAt(`settings.${setting.key}`)}
                    onChange={(value) =>
                      change({ settings: { ...draft.settings, [setting.key]: value } })
                    }
                    onLeave={() => leave(`settings.${setting.key}`)}
                  />
                ))}
              </Part>
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
            {isTried && !isSound && !isAsked && (
              <p role="alert" className="text-bad text-sm">
                Something is still missing; see the fields above.
              </p>
            )}
            <div className="flex flex-wrap gap-2">
              <Button look="primary" type="submit" busy={isBusy}>
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
  found: readonly ChoiceProblem[],
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

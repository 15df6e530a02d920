"use client";

import { type FormEvent, useState } from "react";
import { Button } from "../design/button.tsx";
import { Field, TextInput } from "../design/field.tsx";
import { PageBody, PageHead } from "../design/page.tsx";
import { Panel } from "../design/panel.tsx";
import { paths } from "../paths.ts";
import { EntryEditor } from "./entry-editor.tsx";
import { filesOfNew, slugForm } from "./new-entry.ts";
import type { DraftFile } from "./use-draft.ts";

/** Begins a new entry by its slug, and leads to its editor. */
export function NewEntryPage() {
  const [begun, setBegun] = useState<{ slug: string; files: DraftFile[] } | null>(null);
  return (
    <>
      <PageHead
        title={begun === null ? "Add an app to the catalog" : `Add ${begun.slug}`}
        lead="It begins as a draft, which is shown nowhere."
        up={{ label: "Catalog", href: paths.catalog() }}
      />
      <PageBody>
        {begun === null ? (
          <ChooseSlug
            onSlug={(slug) => setBegun({ slug, files: filesOfNew(slug, crypto.randomUUID()) })}
          />
        ) : (
          <EntryEditor slug={begun.slug} source={[]} fresh={begun.files} />
        )}
      </PageBody>
    </>
  );
}

function ChooseSlug({ onSlug }: { onSlug: (slug: string) => void }) {
  const [slug, setSlug] = useState("");
  const isSlug = slugForm.test(slug);
  function submit(event: FormEvent) {
    event.preventDefault();
    if (isSlug) onSlug(slug);
  }
  return (
    <Panel className="p-4 sm:p-5">
      <form onSubmit={submit} className="grid max-w-md gap-4">
        <Field
          label="Slug"
          hint="It names the entry's folder and its address: 2 to 48 of a-z, 0-9 and -."
          error={slug.length > 1 && !isSlug ? "This is no slug." : undefined}
        >
          {(control) => (
            <TextInput
              {...control}
              value={slug}
              onChange={({ target }) => setSlug(target.value.trim())}
            />
          )}
        </Field>
        <div>
          <Button look="primary" type="submit" disabled={!isSlug}>
            Begin
          </Button>
        </div>
      </form>
    </Panel>
  );
}

import { Ago } from "../design/ago.tsx";
import { Notice } from "../design/notice.tsx";
import { readStanding } from "./read-catalog.ts";

/** Says that what is shown may be behind, where its repository has not been heard of for long. */
export async function CatalogSilence() {
  const since = (await readStanding())?.silentSince ?? null;
  if (since === null) return null;
  return (
    <Notice tone="warn" title="These apps may be out of date" className="mb-6">
      What they are made from could last be read <Ago at={since} />. Everything here works, and
      changes show by themselves as soon as it answers again.
    </Notice>
  );
}

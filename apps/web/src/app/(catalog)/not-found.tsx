import type { Metadata } from "next";
import { paths } from "../../paths.ts";

export const metadata: Metadata = { title: "No such app", robots: { index: false } };

/** An app that there is not, and one that is no more than a draft: in the same words. */
export default function NotFound() {
  return (
    <div className="py-16 text-center">
      <h1 className="font-semibold text-2xl text-ink">The catalog has no such app</h1>
      <p className="mt-2 text-ink-2">Its address may be mistyped, or it has another name now.</p>
      <p className="mt-6">
        <a href={paths.catalog()} className="catalog-button">
          Show all apps
        </a>
      </p>
    </div>
  );
}

import type { Metadata } from "next";

export const metadata: Metadata = {
  title: { absolute: "There is nothing here" },
  robots: { index: false, follow: false },
};

/** A gallery that is closed, one that there is not, and what is hidden in one: all in the same words. */
export default function NotFound() {
  return (
    <main className="gallery-alone">
      <h1 className="gallery-title">There is nothing here</h1>
      <p className="gallery-lead">
        The address may be mistyped, or what was here is not shown any more.
      </p>
    </main>
  );
}

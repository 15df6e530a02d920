import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { decoded } from "../../../../data/request.ts";
import { paths } from "../../../../paths.ts";
import type { ShownEntry } from "../../../../public-catalog/catalog-types.ts";
import { EntryPage } from "../../../../public-catalog/entry-page.tsx";
import { mayWith, readCatalog } from "../../../../public-catalog/read-catalog.ts";

interface PageProps {
  params: Promise<{ slug: string }>;
}

/** The app of this address. One that has another slug now is led to; a slug may be used again, so not for ever. */
async function load({ params }: PageProps): Promise<ShownEntry> {
  const reading = await readCatalog("get", { slug: decoded((await params).slug) });
  if (reading.ok) {
    return reading.data.is === "moved"
      ? redirect(paths.catalogEntry(reading.data.slug))
      : reading.data;
  }
  if (reading.httpStatus === 404 || reading.httpStatus === 400) notFound();
  throw new Error(`The catalog answered ${reading.code}`);
}

export async function generateMetadata(props: PageProps): Promise<Metadata> {
  const { view, generation } = await load(props);
  const isListed = view.status !== "removed";
  return {
    title: view.name,
    description: view.summary,
    robots: { index: isListed, follow: isListed },
    other: { "catalog-generation": String(generation) },
  };
}

export default async function Page(props: PageProps) {
  const shown = await load(props);
  return <EntryPage shown={shown} mayEdit={await mayWith("catalog.edit")} />;
}

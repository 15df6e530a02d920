import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { decoded } from "../../../../data/request.ts";
import { paths } from "../../../../paths.ts";
import { CatalogAway, isAway } from "../../../../public-catalog/catalog-away.tsx";
import { EntryPage } from "../../../../public-catalog/entry-page.tsx";
import { mayWith, readCatalog } from "../../../../public-catalog/read-catalog.ts";

interface PageProps {
  params: Promise<{ slug: string }>;
}

const slugOf = async ({ params }: PageProps) => decoded((await params).slug);

/**
 * The app of this address, or why no app can be seen at all. One that has another slug now is led to; a slug may be used again, so not
 * for ever.
 */
async function load(props: PageProps) {
  const reading = await readCatalog("get", { slug: await slugOf(props) });
  if (reading.ok) {
    return reading.data.is === "moved"
      ? redirect(paths.catalogEntry(reading.data.slug))
      : { shown: reading.data };
  }
  if (reading.httpStatus === 404 || reading.httpStatus === 400) notFound();
  if (isAway(reading.code)) return { away: reading.code };
  throw new Error(`The catalog answered ${reading.code}`);
}

export async function generateMetadata(props: PageProps): Promise<Metadata> {
  const { shown } = await load(props);
  if (shown === undefined) return { title: "Catalog", robots: { index: false } };
  const { view } = shown;
  const isListed = view.status !== "removed";
  return {
    title: view.name,
    description: view.summary,
    robots: { index: isListed, follow: isListed },
  };
}

export default async function Page(props: PageProps) {
  const { shown, away } = await load(props);
  if (shown !== undefined) {
    return <EntryPage shown={shown} mayEdit={await mayWith("catalog.edit")} />;
  }
  return <CatalogAway code={away} address={paths.catalogEntry(await slugOf(props))} />;
}

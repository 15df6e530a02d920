import type { Metadata } from "next";
import { paths } from "../../../paths.ts";
import { CatalogAway, isAway } from "../../../public-catalog/catalog-away.tsx";
import { CatalogBrowser } from "../../../public-catalog/catalog-browser.tsx";
import {
  inputOf,
  readCatalogQuery,
  writeCatalogQuery,
} from "../../../public-catalog/catalog-query.ts";
import { mayWith, readCatalog } from "../../../public-catalog/read-catalog.ts";

interface PageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

async function load({ searchParams }: PageProps) {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(await searchParams)) {
    for (const each of [value ?? []].flat()) params.append(name, each);
  }
  const query = readCatalogQuery(params);
  return { query, reading: await readCatalog("list", inputOf(query)) };
}

export async function generateMetadata(props: PageProps): Promise<Metadata> {
  const { reading } = await load(props);
  return {
    title: "Catalog",
    description: "Apps that you can run on a machine of your own.",
    robots: { index: reading.ok, follow: reading.ok },
  };
}

export default async function Page(props: PageProps) {
  const { query, reading } = await load(props);
  return (
    <>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h1 className="font-semibold text-2xl text-ink tracking-[-0.025em]">Catalog</h1>
        {reading.ok && (await mayWith("catalog.edit")) && (
          <a
            href={paths.newCatalogEntry()}
            className="rounded-sm text-ink-3 text-sm hover:text-ink"
          >
            Add an app
          </a>
        )}
      </div>
      <p className="mt-1 mb-6 max-w-[62ch] text-ink-2">
        Apps that run on a machine of your own: what each does, what it needs, and who could open
        it.
      </p>
      {!reading.ok && isAway(reading.code) ? (
        <CatalogAway code={reading.code} address={paths.catalog(writeCatalogQuery(query))} />
      ) : (
        <CatalogBrowser query={query} first={reading.ok ? reading.data : null} />
      )}
    </>
  );
}

import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { InstallPage } from "../../../../../catalog-install/install-page.tsx";
import { decoded } from "../../../../../data/request.ts";
import { requirePermission } from "../../../../../data/require-permission.tsx";
import { paths } from "../../../../../paths.ts";
import type { ShownEntry } from "../../../../../public-catalog/catalog-types.ts";
import { readCatalog } from "../../../../../public-catalog/read-catalog.ts";

interface PageProps {
  params: Promise<{ slug: string }>;
}

/** The app that is to be installed; one that has another name now is led to, one that was removed is none. */
async function load({ params }: PageProps): Promise<ShownEntry> {
  const reading = await readCatalog("get", { slug: decoded((await params).slug) });
  if (!reading.ok) {
    if (reading.httpStatus === 404 || reading.httpStatus === 400) notFound();
    throw new Error(`The catalog answered ${reading.code}`);
  }
  if (reading.data.is === "moved") redirect(paths.installEntry(reading.data.slug));
  if (reading.data.view.status === "removed") notFound();
  return reading.data;
}

export async function generateMetadata(props: PageProps): Promise<Metadata> {
  const { view } = await load(props);
  return { title: `Install ${view.name}` };
}

export default async function Page(props: PageProps) {
  const refusal = await requirePermission("catalog.install", "how apps are installed");
  return refusal ?? <InstallPage shown={await load(props)} />;
}

import {
  Anchor,
  AppWindow,
  Gauge,
  IdCard,
  Images,
  LayoutGrid,
  type LucideIcon,
  ScrollText,
  ServerCog,
  Settings,
  Users,
  Vault,
} from "lucide-react";
import { paths } from "../paths.ts";
import { galleryPages } from "./nav-gallery.ts";
import { vaultPages } from "./nav-vaults.ts";

/** One section of the console: an entry of the sidebar, the bottom bar and the search. */
export interface NavSection {
  id: string;
  label: string;
  href: string;
  icon: LucideIcon;
  /** More words by which the search finds it. */
  keywords: string;
  /** Without this permission the section is left out; none means everybody signed in. */
  permission?: string;
  /** Pages inside the section, for the search and for tabs. */
  pages?: NavPage[];
}

export interface NavPage {
  id: string;
  label: string;
  href: string;
  keywords: string;
  permission?: string;
}

/** Every section that exists, in the order in which people meet them. A new part of the console adds its line. */
export const navSections: readonly NavSection[] = [
  {
    id: "overview",
    label: "Overview",
    href: paths.overview(),
    icon: Gauge,
    keywords: "home start dashboard",
  },
  {
    id: "hosts",
    label: "Hosts",
    href: paths.hosts(),
    icon: Anchor,
    keywords: "machines computers agents",
    permission: "host.read",
    pages: [
      {
        id: "add-host",
        label: "Add a host",
        href: paths.addHost(),
        keywords: "enroll enrol machine code new",
        permission: "host.enroll",
      },
    ],
  },
  {
    id: "apps",
    label: "Apps",
    href: paths.apps(),
    icon: AppWindow,
    keywords: "addresses rules access publish start stop",
    permission: "app.read",
    pages: [
      {
        id: "add-app",
        label: "Add an app",
        href: paths.apps({}),
        keywords: "expose port publish new",
        permission: "app.write",
      },
      {
        id: "run-app",
        label: "Run an app on a host",
        href: paths.apps({ place: "run" }),
        keywords: "install manifest docker compose process program new",
        permission: "app.write",
      },
    ],
  },
  {
    id: "gallery",
    label: "Gallery",
    href: paths.gallery(),
    icon: Images,
    keywords: "photos pictures images albums upload publish",
    permission: "gallery.read",
    pages: galleryPages,
  },
  {
    id: "catalog",
    label: "Catalog",
    href: paths.catalog(),
    icon: LayoutGrid,
    keywords: "store browse discover install self-hosted",
    pages: [
      {
        id: "new-catalog-entry",
        label: "Add an app to the catalog",
        href: paths.newCatalogEntry(),
        keywords: "new entry edit create record",
        permission: "catalog.edit",
      },
      {
        id: "catalog-changes",
        label: "Your changes of the catalog",
        href: paths.catalogChanges(),
        keywords: "operations commits conflicts edits saved",
        permission: "catalog.edit",
      },
    ],
  },
  {
    id: "vaults",
    label: "Vaults",
    href: paths.vaults(),
    icon: Vault,
    keywords: "signed shared state documents json signers deltas",
    permission: "vault.read",
    pages: vaultPages,
  },
  {
    id: "identities",
    label: "Identities",
    href: paths.identities(),
    icon: IdCard,
    keywords: "name key fingerprint default who",
    permission: "identity.read",
  },
  {
    id: "members",
    label: "Members",
    href: paths.members(),
    icon: Users,
    keywords: "people roles invite invitations owner admin",
    permission: "member.read",
  },
  {
    id: "audit",
    label: "Audit",
    href: paths.audit(),
    icon: ScrollText,
    keywords: "record log history who did what csv",
    permission: "audit.read",
  },
  {
    id: "operator",
    label: "Operator",
    href: paths.operator(),
    icon: ServerCog,
    keywords: "fleet installation health stores postgres redis warnings",
    permission: "fleet.read",
    pages: [
      {
        id: "replicas",
        label: "Replicas",
        href: paths.replicas(),
        keywords: "processes web worker relay drain versions",
        permission: "fleet.read",
      },
      {
        id: "leases",
        label: "Leases",
        href: paths.leases(),
        keywords: "locks fence holder expire",
        permission: "fleet.read",
      },
      {
        id: "queues",
        label: "Queues",
        href: paths.queues(),
        keywords: "jobs failed retry schedules bullmq wakes",
        permission: "fleet.read",
      },
      {
        id: "feed",
        label: "Feed",
        href: paths.feed(),
        keywords: "changes topics lag gaps caches",
        permission: "fleet.read",
      },
      {
        id: "limits",
        label: "Limits",
        href: paths.limits(),
        keywords: "rates refused refusals too many requests 429",
        permission: "fleet.read",
      },
      {
        id: "tunnels",
        label: "Tunnels",
        href: paths.tunnels(),
        keywords: "connected relays of all organizations",
        permission: "fleet.read",
      },
      {
        id: "configuration",
        label: "Configuration",
        href: paths.configuration(),
        keywords: "environment variables migrations secret kid rotation",
        permission: "fleet.read",
      },
      {
        id: "catalog-state",
        label: "Catalog state",
        href: paths.catalogState(),
        keywords: "generations commits git repository rejected sync",
        permission: "catalog.operate",
      },
      {
        id: "operator-vaults",
        label: "All vaults",
        href: paths.operatorVaults(),
        keywords: "candidates stuck retain pause sources acknowledge server key rotate",
        permission: "vault.operate",
      },
      {
        id: "operator-audit",
        label: "Record of the installation",
        href: paths.operatorAudit(),
        keywords: "operator record log drain expire operators keys sign-in denied",
        permission: "operator:audit.read",
      },
      {
        id: "vault-audit",
        label: "What was done to vaults",
        href: paths.vaultAudit(),
        keywords: "operator record log pause retain key-rotate denied csv",
        permission: "vault.operate",
      },
      {
        id: "operators",
        label: "Operators",
        href: paths.operators(),
        keywords: "people keys ed25519 permissions who may operate",
        permission: "fleet.read",
      },
    ],
  },
  {
    id: "settings",
    label: "Settings",
    href: paths.settings(),
    icon: Settings,
    keywords: "account preferences",
    pages: [
      {
        id: "devices",
        label: "Devices",
        href: paths.devices(),
        keywords: "sessions signed in revoke sign out pair phone qr",
      },
      {
        id: "security",
        label: "Security",
        href: paths.security(),
        keywords: "password passkey wallet authenticator totp second factor backup codes",
      },
      {
        id: "keys",
        label: "API keys",
        href: paths.keys(),
        keywords: "tokens scripts programs api create revoke",
      },
      {
        id: "appearance",
        label: "Appearance",
        href: paths.appearance(),
        keywords: "theme dark light mode",
      },
      {
        id: "account",
        label: "Account",
        href: paths.account(),
        keywords: "name e-mail delete close",
      },
    ],
  },
];

/** The sections and pages that somebody with these permissions may open. */
export function visibleSections(
  permissions: ReadonlySet<string>,
  sections: readonly NavSection[] = navSections,
): NavSection[] {
  const may = (item: { permission?: string }) =>
    item.permission === undefined || permissions.has(item.permission);
  return sections
    .filter(may)
    .map((section) =>
      section.pages === undefined ? section : { ...section, pages: section.pages.filter(may) },
    );
}

/** The section that a path belongs to; the longest address that begins it wins. */
export function sectionOf(
  pathname: string,
  sections: readonly NavSection[] = navSections,
): NavSection | undefined {
  const within = (href: string) =>
    href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);
  return sections
    .filter((section) => within(section.href))
    .sort((a, b) => b.href.length - a.href.length)[0];
}

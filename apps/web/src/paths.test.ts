import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { gateStartPath, paths, safeNext } from "./paths.ts";

/** Every route that a page file on disk gives, groups left out and parameters as `*`. */
function routesOnDisk(): string[] {
  return readdirSync(new URL("./app/", import.meta.url), { recursive: true, encoding: "utf8" })
    .filter((file) => /(^|\/)page\.tsx$/.test(file))
    .map((file) =>
      `/${file.replace(/\/?page\.tsx$/, "")}`
        .replace(/\/\([^)]+\)/g, "")
        .replace(/\[[^\]]+\]/g, "*"),
    )
    .map((route) => (route === "" ? "/" : route))
    .sort();
}

test("every page on disk has a path, and every path a page", () => {
  const spelled = [
    paths.overview(),
    paths.signIn(),
    paths.signUp(),
    paths.device(),
    paths.pair(),
    paths.join("*"),
    paths.forgotPassword(),
    paths.resetPassword(),
    paths.members(),
    paths.audit(),
    paths.hosts(),
    paths.addHost(),
    paths.host("*"),
    paths.apps(),
    paths.app("*"),
    paths.appAccess("*"),
    paths.appActivity("*"),
    paths.appLinks("*"),
    paths.appAddresses("*"),
    paths.appDelivery("*"),
    paths.gallery(),
    paths.galleryUpload(),
    paths.galleryAlbums(),
    paths.galleryAlbum("*"),
    paths.galleryTags(),
    paths.galleryStats(),
    paths.gallerySettings(),
    paths.galleryTrash(),
    paths.galleryTasks(),
    paths.galleryStorage(),
    paths.publicGallery("*"),
    paths.publicAlbum("*", "*"),
    paths.publicAlbums("*"),
    paths.publicTag("*", "*"),
    paths.publicImage("*", "*"),
    paths.publicMap("*"),
    paths.publicElsewhere("*", "*"),
    paths.galleryLinks(),
    paths.catalog(),
    paths.catalogEntry("*"),
    paths.installEntry("*"),
    paths.newCatalogEntry(),
    paths.editCatalogEntry("*"),
    paths.vaults(),
    paths.newVault(),
    paths.vaultKeys(),
    paths.vault("*"),
    paths.vaultProposals("*"),
    paths.vaultProposal("*", "*"),
    paths.operatorVaults(),
    paths.operatorAudit(),
    paths.vaultAudit(),
    paths.identities(),
    paths.operator(),
    paths.fleet(),
    paths.replicas(),
    paths.replica("*"),
    paths.leases(),
    paths.feed(),
    paths.limits(),
    paths.tunnels(),
    paths.configuration(),
    paths.catalogState(),
    paths.catalogChanges(),
    paths.catalogChange("*"),
    paths.operators(),
    paths.queues(),
    paths.queue("*"),
    paths.job("*", "*"),
    paths.settings(),
    paths.account(),
    paths.devices(),
    paths.formerDevices(),
    paths.keys(),
    paths.security(),
    paths.appearance(),
  ];
  expect(routesOnDisk()).toEqual([...spelled].sort());
});

test("ids and parameters are encoded", () => {
  expect(paths.host("a/b?c")).toBe("/hosts/a%2Fb%3Fc");
  expect(paths.signIn("/hosts?x=1")).toBe("/sign-in?next=%2Fhosts%3Fx%3D1");
  expect(paths.apps({ hostId: "h 1" })).toBe("/apps?add=port&host=h+1");
  expect(gateStartPath("a+b/c=")).toBe("/gate/start?s=a%2Bb%2Fc%3D");
});

test("an unset parameter leaves no trace in a path", () => {
  expect(paths.signIn(undefined)).toBe("/sign-in");
  expect(paths.apps({})).toBe("/apps?add=port");
  expect(paths.apps({ place: "run" })).toBe("/apps?add=run");
});

test.each(["/", "/hosts", "/apps/1?tab=x", "/gate/start?s=abc.def-_%2B", "/a#b"])(
  "signing in leads back to %s",
  (next) => expect(safeNext(next)).toBe(next),
);

test.each([
  null,
  undefined,
  "",
  "hosts",
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "/%0a",
  "https://evil.example",
  "javascript:alert(1)",
  "/ü",
  "/a b",
])("signing in never leads to %j", (next) => {
  const target = safeNext(next);
  expect(new URL(target, "http://console.test").origin).toBe("http://console.test");
  expect(target === "/" || target === next).toBe(true);
});

import { operatorDoor, operatorWords } from "@homeport/auth";
import { schema } from "@homeport/db";
import { type HostsContext, issueHostChallenge } from "@homeport/hosts";
import { openQueueReader } from "@homeport/jobs";
import { createMetrics, systemClock, systemRandom } from "@homeport/platform";
import { freshRedis, waitFor } from "@homeport/testkit";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import {
  addOrganization,
  call,
  dataOf,
  migratedDatabase,
  type Outcome,
  type Person,
  refusal,
  signUp,
} from "../test/people.ts";
import { type Replica, startReplica } from "../test/replica.ts";
import { doors } from "../test/safety/doors.ts";
import { fillOrganization, type Named } from "../test/safety/organization.ts";
import { appRouter } from "./index.ts";

type Path = keyof typeof doors;
const paths = Object.keys(doors) as Path[];

/** Words that the role `member` holds. */
const memberWords = [
  ...["anyone", "signed-in", "app.read", "host.read"],
  ...["gallery.read", "gallery.upload", "gallery.write", "vault.read"],
];

let stack: AsyncDisposableStack;
let replica: Replica;
/** The first person, who operates the installation and belongs to an organization of their own alone. */
let operator: Person;
let owner: Person;
let member: Person;
let outsider: Person;
let organization: string;
let named: Named;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const database = stack.use(await migratedDatabase());
  const operators = { emails: new Set<string>(), firstPerson: true };
  const redis = stack.use(await freshRedis());
  const queues = stack.use(openQueueReader({ url: redis.url, ...jobsContext() }));
  const fleet = { queues, wakes: [], readSecretWarning: () => null };
  replica = stack.use(await startReplica(database.url, { operators, fleet }));
  await waitFor(() => queues.isUp(), { deadlineMs: 15_000 });
  operator = await signUp(replica, "operator");
  owner = await signUp(replica, "owner");
  member = await signUp(replica, "member");
  outsider = await signUp(replica, "outsider");
  organization = await addOrganization(replica, [
    { person: owner, role: "owner" },
    { person: member, role: "member" },
  ]);
  await addOrganization(replica, [{ person: outsider, role: "owner" }]);
  named = await fillOrganization({ replica, owner, member, organization });
});
afterAll(() => stack.disposeAsync());

function jobsContext() {
  const metrics = createMetrics({ app: "test", version: "0" });
  return { clock: systemClock, random: systemRandom, metrics };
}

/** A subscription is asked for as a query is; what it answers comes piece by piece. */
function typeOf(path: Path): "query" | "mutation" {
  return doors[path].who.startsWith("mutation") ? "mutation" : "query";
}

function wordOf(path: Path): string {
  return doors[path].who.split(" ")[1] ?? "";
}

/** Whether operators alone may call it, apart from every role. */
function isOperators(path: Path): boolean {
  return operatorWords.some((word) => operatorDoor(word) === wordOf(path));
}

/** A streamed answer has a test of its own, see `host/check-host.integration.test.ts`. */
function answersWhole(path: Path, words: readonly string[]): boolean {
  return words.includes(wordOf(path)) && path !== "hosts.check";
}

async function callAs(path: Path, as: Person | null, organizationId?: string): Promise<Outcome> {
  const options = { as, ...(organizationId === undefined ? {} : { organization: organizationId }) };
  return await call(replica, typeOf(path), path, doors[path].input(named), options);
}

const definitionSchema = z.object({ type: z.string(), meta: z.object({ who: z.string() }) });

test("every procedure stands in the table with its kind and who may call it", () => {
  const procedures: Record<string, unknown> = appRouter._def.procedures;
  const found = Object.entries(procedures).map(([path, procedure]) => {
    const definition = typeof procedure === "function" ? Reflect.get(procedure, "_def") : null;
    const { type, meta } = definitionSchema.parse(definition);
    return [path, `${type} ${meta.who}`];
  });
  const listed = paths.map((path) => [path, doors[path].who]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(listed));
});

describe("a stranger", () => {
  test.each(paths.filter((path) => wordOf(path) !== "anyone"))(
    "is asked to sign in by %s",
    async (path) => {
      expect(refusal(await callAs(path, null))).toBe("401 SIGN_IN_REQUIRED");
    },
  );

  test("enrols nothing without a code or a session", async () => {
    expect(refusal(await callAs("hosts.enroll", null))).toBe("401 SIGN_IN_REQUIRED");
  });

  test("is nobody to session.me, without an error", async () => {
    expect(dataOf(await callAs("session.me", null))).toBeNull();
  });
});

describe("a member whose role lacks the word", () => {
  test.each(paths.filter((path) => !memberWords.includes(wordOf(path))))(
    "is refused by %s",
    async (path) => {
      const code = path.startsWith("vaults.") ? "FORBIDDEN" : "NOT_PERMITTED";
      expect(refusal(await callAs(path, member, organization))).toBe(`403 ${code}`);
    },
  );

  test("is on record with each change that was refused, and with no look", async () => {
    const rows = await replica.db.orm
      .select({ path: schema.auditEntries.targetId, outcome: schema.auditEntries.outcome })
      .from(schema.auditEntries)
      .where(
        and(
          eq(schema.auditEntries.action, "access.denied"),
          eq(schema.auditEntries.actorId, member.userId),
        ),
      );
    const tried = paths.filter(
      (path) =>
        !memberWords.includes(wordOf(path)) &&
        typeOf(path) === "mutation" &&
        !path.startsWith("vault"),
    );
    expect(new Set(rows.map(({ path }) => path))).toEqual(new Set(tried));
    expect(new Set(rows.map(({ outcome }) => outcome))).toEqual(new Set(["denied"]));
  });

  test("is on record with all that was refused of every vault, looks too, by the vault that was named", async () => {
    const rows = await replica.db.orm
      .select({ target: schema.auditEntries.targetId, detail: schema.auditEntries.detail })
      .from(schema.auditEntries)
      .where(
        and(
          eq(schema.auditEntries.action, "vault.denied"),
          eq(schema.auditEntries.actorId, member.userId),
        ),
      );
    const denied = rows.map(({ target, detail }) => [String(Object(detail).action), target]);
    const ofVault = z.object({ vaultId: z.string() });
    const expected = paths.filter((path) => path.startsWith("vaultOperator."));
    expect(Object.fromEntries(denied)).toMatchObject(
      Object.fromEntries(
        expected.map((path) => [
          path,
          ofVault.safeParse(doors[path].input(named)).data?.vaultId ?? "",
        ]),
      ),
    );
  });

  test("enrols no machine without a code", async () => {
    expect(refusal(await callAs("hosts.enroll", member, organization))).toMatch(
      /NOT_PERMITTED|PROOF/,
    );
  });

  const held = ["app.read", "host.read", "gallery.read", "vault.read"];
  test.each(paths.filter((path) => answersWhole(path, held) && path !== "vaults.proposal"))(
    "is served by %s, which needs only a word that members hold",
    async (path) => {
      expect(refusal(await callAs(path, member, organization))).toBeNull();
    },
  );
});

describe("the owner of another organization", () => {
  const inOrganization = paths.filter((path) => wordOf(path).includes(".") && !isOperators(path));
  const naming = inOrganization.filter(
    (path) =>
      ![
        "apps.checkManifest",
        "apps.list",
        "audit.list",
        // There is no catalog here, for anybody.
        ...["catalog.install.plan", "catalog.install.start"],
        "gallery.albums.create",
        "gallery.albums.list",
        "gallery.images.bulk",
        "gallery.images.emptyTrash",
        "gallery.images.facets",
        "gallery.images.list",
        "gallery.images.publish",
        "gallery.images.purge",
        "gallery.images.reprocess",
        "gallery.images.restore",
        "gallery.images.trash",
        "gallery.images.unpublish",
        "gallery.links.list",
        "gallery.settings.get",
        "gallery.settings.update",
        "gallery.stats.get",
        "gallery.tags.list",
        "gallery.tasks.list",
        "gallery.tasks.now",
        "gallery.tasks.outdated",
        "gallery.tasks.preview",
        "gallery.tasks.retryAll",
        "gallery.tasks.setAside",
        "gallery.tasks.start",
        "gallery.tasks.tick",
        "gallery.tasks.watch",
        "gallery.storage.check",
        "gallery.storage.status",
        "gallery.storage.sweep",
        "gallery.uploads.check",
        "gallery.uploads.limits",
        "gallery.uploads.list",
        "gallery.watch",
        "hosts.list",
        "hosts.createCode",
        "identities.create",
        "identities.list",
        "members.invitations",
        "members.invite",
        "members.list",
        "overview.get",
        "vaults.chains",
        "vaults.list",
      ].includes(path),
  );

  const own = [
    ...["account.sessions.revoke", "account.sessions.rename", "account.pairing.status"],
    ...["account.keys.create", "account.keys.revoke"],
    ...["members.acceptInvitation", "members.leave"],
  ];

  test.each([...naming, ...own] as Path[])("finds nothing of this one by %s", async (path) => {
    expect(refusal(await callAs(path, outsider))).toMatch(/^404 [A-Z]+_NOT_FOUND$/);
  });

  const photos = [
    ...["gallery.albums.list", "gallery.images.list", "gallery.images.facets"],
    ...["gallery.stats.get", "gallery.tags.list"],
  ] as Path[];
  const lists = [
    ...["apps.list", "hosts.list", "identities.list", "overview.get", "vaults.list"],
  ] as Path[];

  const others = ["account.sessions.list", "account.keys.list"] as const;
  const people = ["members.list", "members.invitations", "audit.list"] as const;

  test.each([...lists, ...photos, ...others, ...people])(
    "sees nothing of this one in %s",
    async (path) => {
      const outcome = await callAs(path, outsider);
      expect(refusal(outcome)).toBeNull();
      // What strangers may name is no secret.
      const { gallerySlug: _, ...secret } = named;
      for (const id of [...Object.values(secret), owner.userId]) {
        expect(outcome.text).not.toContain(id);
      }
    },
  );

  test.each(inOrganization)("cannot name this organization to %s", async (path) => {
    const outcome = await callAs(path, outsider, organization);
    expect(refusal(outcome)).toBe("404 ORGANIZATION_NOT_FOUND");
  });
});

describe("the owner", () => {
  const queries = paths.filter((path) => typeOf(path) === "query" && !isOperators(path));

  /** What they name is not there. */
  const absent = [
    ...["gallery.public.image", "gallery.public.neighbours", "gallery.public.tag"],
    ...["catalog.entries.count", "catalog.entries.get"],
    ...["catalog.entries.list", "catalog.entries.suggest", "vaults.proposal"],
  ];

  test.each(queries.filter((path) => !absent.includes(path)))("is served by %s", async (path) => {
    expect(refusal(await callAs(path, owner, organization))).toBeNull();
  });

  test.each(paths.filter(isOperators))("is no operator to %s", async (path) => {
    expect(refusal(await callAs(path, owner, organization))).toBe("403 NOT_PERMITTED");
  });

  test("is still there after all that was refused", async () => {
    const context: HostsContext = {
      ...replica.hosts,
      actor: { kind: "anonymous" },
      address: null,
      requestId: "r",
      permissions: new Set(),
    };
    await issueHostChallenge(context, { publicKey: "A".repeat(43) });
    expect(refusal(await callAs("apps.get", owner, organization))).toBeNull();
    expect(refusal(await callAs("hosts.get", owner, organization))).toBeNull();
    expect(refusal(await callAs("hosts.codeStatus", owner, organization))).toBeNull();
  });
});

describe("an operator", () => {
  const known =
    /^vaultOperator\.(audit|candidates|chains|keys|list|rotateKey|sources|summary)|^catalog\.(deliveries|generations|operations\.list(Mine)?|rejections|state)$|^fleet\.(audit|configuration|feed|leases\.list|limits|migrations|operators\.(sessions\.)?list|overview|queues|replicas\.list|schedules\.list|tunnels|wakes|warnings)/;

  test.each(paths.filter((path) => known.test(path)))("is served by %s", async (path) => {
    expect(refusal(await callAs(path, operator))).toBeNull();
  });

  test.each(paths.filter((path) => isOperators(path) && !known.test(path)))(
    "is told by %s that what it names is not there",
    async (path) => {
      expect(refusal(await callAs(path, operator))).toMatch(
        /^(404 (CATALOG_(NOT_CONFIGURED|(GENERATION|OPERATION)_NOT_FOUND)|(JOB|OPERATOR|REPLICA|SESSION|USER|VAULT)_NOT_FOUND)|409 LEASE_MOVED)$/,
      );
    },
  );

  test("is told which words they hold, and nobody else holds any", async () => {
    expect(dataOf(await callAs("session.operatorWords", operator))).toEqual([...operatorWords]);
    expect(dataOf(await callAs("session.operatorWords", owner))).toEqual([]);
  });

  test("has no way into an organization by that", async () => {
    expect(refusal(await callAs("apps.get", operator, organization))).toBe(
      "404 ORGANIZATION_NOT_FOUND",
    );
  });

  test("cannot hand it to a program: a key of theirs is refused", async () => {
    const wanted = { name: "ci", scopes: { apps: [], api: true }, lifeMs: null };
    const made = dataOf(
      await call(replica, "mutation", "account.keys.create", wanted, { as: operator }),
    );
    const { key } = z.object({ key: z.string() }).parse(made);
    for (const path of paths.filter(isOperators)) {
      const headers = { authorization: `Bearer ${key}` };
      const outcome = await call(replica, typeOf(path), path, doors[path].input(named), {
        as: null,
        headers,
      });
      expect(refusal(outcome), path).toBe("403 KEY_REFUSED");
    }
  });
});

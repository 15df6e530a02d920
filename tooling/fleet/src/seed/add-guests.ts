import type { Topic } from "@homeport/coordination";
import { schema } from "@homeport/db";
import { type GateDeps, hashApiKey, mintAppCookie } from "@homeport/gate";
import { newId, newToken, systemClock } from "@homeport/platform";
import type { Owner } from "./owner.ts";

export const guestKinds = ["session", "member", "key", "link", "rule"] as const;
export type GuestKind = (typeof guestKinds)[number];

/** Somebody, or some program, that an app lets in for one reason, which can be taken away. */
export interface Guest {
  readonly kind: GuestKind;
  readonly path: string;
  /** What comes with each request. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * Takes the reason away by one statement; resolves once that is committed. Without `announces` this is all, as when
   * the process that did it dies in the next moment.
   */
  revoke(options: { announces: boolean }): Promise<void>;
}

interface Place {
  readonly gate: GateDeps;
  readonly owner: Owner;
  readonly appId: string;
}

const lifeMs = 3_600_000;
const inAnHour = () => new Date(systemClock.nowMs() + lifeMs);

/** Opens an app to links, keys and members, and adds so many guests of each kind, in turn. */
export async function addGuests(place: Place, ofEach: number): Promise<Guest[]> {
  const { db, feed } = place.gate;
  await db.sql.query("UPDATE access_rules SET level = 'link' WHERE app_id = $1", [place.appId]);
  await feed.announce("app.gate", place.appId);
  const guests: Guest[] = [];
  for (let round = 0; round < ofEach; round += 1) {
    for (const kind of guestKinds) {
      const guest = await makers[kind](place);
      guests.push({ ...guest, headers: { ...guest.headers, ...fromElsewhere(place.gate) } });
    }
  }
  await feed.announce("app.gate", place.appId);
  return guests;
}

/** Each guest comes from an address of their own: whoever is shut out asks on, which one address may not do for all. */
function fromElsewhere({ random }: GateDeps): Readonly<Record<string, string>> {
  return { "x-forwarded-for": ["10", ...random.bytes(3)].join(".") };
}

const makers: Readonly<Record<GuestKind, (place: Place) => Promise<Guest>>> = {
  async session(place) {
    const { userId } = await addMember(place);
    const { sessionId, cookie } = await addAppSession(place, userId);
    return guestOf(place, { kind: "session", cookie }, "DELETE FROM sessions WHERE id = $1", {
      topic: "session",
      key: sessionId,
    });
  },
  async member(place) {
    const { userId } = await addMember(place);
    const { cookie } = await addAppSession(place, userId);
    return guestOf(place, { kind: "member", cookie }, "DELETE FROM members WHERE user_id = $1", {
      topic: "member",
      key: userId,
    });
  },
  async key(place) {
    const { userId } = await addMember(place);
    const id = newId();
    const text = `hpk_${"fleet".repeat(2)}_${newToken(place.gate.random, 32)}`;
    const secretHash = hashApiKey(text);
    if (secretHash === null) throw new Error("a key that was just made is not well formed");
    const { organizationId } = place.owner;
    await place.gate.db.orm.insert(schema.apiKeys).values({
      ...{ id, organizationId, userId, secretHash, name: "script", prefix: "hpk_fleetfleet" },
      scopes: { apps: "all", api: false },
    });
    const headers = { "x-homeport-key": text };
    const end = "UPDATE api_keys SET revoked_at = now() WHERE id = $1";
    return guestOf(place, { kind: "key", headers }, end, { topic: "key", key: id });
  },
  async link(place) {
    const id = newId();
    const { appId, owner, gate } = place;
    await gate.db.orm.insert(schema.shareLinks).values({
      ...{ id, appId, organizationId: owner.organizationId, createdBy: owner.userId },
      ...{ label: "guest", secretHash: Buffer.from(gate.random.bytes(32)), expiresAt: inAnHour() },
    });
    const { value, tokenHash } = mintAppCookie(gate.keys, appId, gate.random);
    const row = { id: newId(), appId, shareLinkId: id, tokenHash, expiresAt: inAnHour() };
    await gate.db.orm.insert(schema.appSessions).values(row);
    const headers = { cookie: `homeport_link=${value}` };
    const end = "UPDATE share_links SET revoked_at = now() WHERE id = $1";
    return guestOf(place, { kind: "link", headers }, end, { topic: "link", key: id });
  },
  async rule(place) {
    const { gate, appId } = place;
    const id = newId();
    const path = `/open-${id}`;
    const row = { id, appId, path, match: "prefix", level: "public" } as const;
    await gate.db.orm.insert(schema.accessRules).values(row);
    const end = "DELETE FROM access_rules WHERE path = $1";
    const open = { kind: "rule", path, headers: {} } as const;
    return guestOf(place, open, end, { topic: "app.gate", key: appId }, path);
  },
};

async function addMember({ gate, owner }: Place): Promise<{ userId: string }> {
  const userId = newId();
  const { organizationId } = owner;
  const person = { id: userId, name: "Guest", email: `${userId}@example.org` };
  await gate.db.orm.insert(schema.users).values(person);
  const member = { id: newId(), organizationId, userId, role: "member" };
  await gate.db.orm.insert(schema.members).values(member);
  return { userId };
}

/** A person who has signed in to the app: their session, and the cookie that stands for it there. */
async function addAppSession({ gate, appId }: Place, userId: string) {
  const sessionId = newId();
  const expiresAt = inAnHour();
  await gate.db.orm
    .insert(schema.sessions)
    .values({ id: sessionId, token: newToken(gate.random, 32), userId, expiresAt });
  const { value, tokenHash } = mintAppCookie(gate.keys, appId, gate.random);
  const row = { id: newId(), appId, sessionId, tokenHash, expiresAt };
  await gate.db.orm.insert(schema.appSessions).values(row);
  return { sessionId, cookie: `homeport_app=${value}` };
}

function guestOf(
  { gate }: Place,
  guest: {
    readonly kind: GuestKind;
    readonly cookie?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly path?: string;
  },
  statement: string,
  news: { readonly topic: Topic; readonly key: string },
  parameter: string = news.key,
): Guest {
  const { kind, cookie, path = "/" } = guest;
  return {
    kind,
    path,
    headers: guest.headers ?? (cookie === undefined ? {} : { cookie }),
    async revoke({ announces }) {
      await gate.db.sql.query(statement, [parameter]);
      if (announces) void gate.feed.announce(news.topic, news.key);
    },
  };
}

import { createVirtualClock } from "@homeport/platform";
import { expect, test } from "vitest";
import { createContact } from "./contact.ts";

const minuteMs = 60_000;

test("a repository that does not answer is told after five minutes, with when it last did", async () => {
  const clock = createVirtualClock();
  const contact = createContact(clock);
  const checkedAt = new Date(clock.nowMs());
  const fail = () => contact.heard({ checkedAt, lastErrorCode: "CATALOG_FETCH_FAILED" });
  fail();
  await clock.advance(4 * minuteMs);
  fail();
  expect(contact.silentSince()).toBeNull();
  await clock.advance(minuteMs);
  fail();
  expect(contact.silentSince()).toEqual(checkedAt);
  contact.heard({ checkedAt: new Date(clock.nowMs()), lastErrorCode: null });
  expect(contact.silentSince()).toBeNull();
});

test("a repository that is only looked at seldom is not taken for silent", async () => {
  const clock = createVirtualClock();
  const contact = createContact(clock);
  const checkedAt = new Date(clock.nowMs());
  await clock.advance(60 * minuteMs);
  contact.heard({ checkedAt, lastErrorCode: null });
  expect(contact.silentSince()).toBeNull();
});

test("a mirror that does not answer is told since it last did, and one that never did is not", async () => {
  const clock = createVirtualClock();
  const contact = createContact(clock);
  await clock.advance(10 * minuteMs);
  expect(contact.silentSince()).toBeNull();
  const askedAt = new Date(clock.nowMs());
  contact.heard(null);
  await clock.advance(5 * minuteMs);
  expect(contact.silentSince()).toEqual(askedAt);
});

import { expect, test } from "vitest";
import { webUrl } from "../../test/fixture.ts";
import { startSmtpServer } from "../../test/smtp-server.ts";
import { createMail } from "./create-mail.ts";
import { createMailer } from "./mailer.ts";
import { invitationMessage } from "./messages.ts";

const mail = {
  to: "bob@example.org",
  inviter: "Ada\r\nBcc: everybody@example.org",
  organization: "Home",
  link: "http://localhost:3000/join/abc",
};

test("a message reaches the server with the sender that its address names", async () => {
  await using server = await startSmtpServer();
  await createMailer(server.url, webUrl).send(invitationMessage(mail));
  const [received] = server.received;
  expect(received).toMatchObject({ from: "port@example.org", to: "bob@example.org" });
  expect(received?.data).toContain(mail.link);
});

test("a name that holds line breaks adds no field to a message", async () => {
  await using server = await startSmtpServer();
  await createMailer(server.url, webUrl).send(invitationMessage(mail));
  const [head = ""] = server.received[0]?.data.split("\n\n") ?? [];
  expect(head).toMatch(/^Subject: /m);
  expect(head).not.toMatch(/^Bcc:/im);
});

test("a message that the server refuses is told to who waits for it, and to operators once", async () => {
  await using server = await startSmtpServer();
  server.refuse();
  const told: unknown[] = [];
  await using both = createMail(createMailer(server.url, webUrl), (error) => void told.push(error));
  await expect(both.mailer?.send(invitationMessage(mail))).rejects.toThrow();
  expect(told).toHaveLength(1);
});

test("a message that cannot be written is dropped, and those behind it are sent all the same", async () => {
  await using server = await startSmtpServer();
  const told: unknown[] = [];
  const mailer = createMailer(server.url, webUrl);
  {
    await using both = createMail(mailer, (error) => void told.push(error));
    both.outbox?.post(() => Promise.reject(new Error("the store is away")));
    both.outbox?.post(() => Promise.resolve(null));
    both.outbox?.post(() => Promise.resolve(invitationMessage(mail)));
  }
  expect(told).toHaveLength(1);
  expect(server.received).toHaveLength(1);
});

test("an outbox holds a hundred messages, and says which it had no room for", async () => {
  const told: unknown[] = [];
  const gate = Promise.withResolvers<void>();
  const both = createMail({ send: () => gate.promise }, (error) => void told.push(error));
  for (let posted = 0; posted < 101; posted += 1) {
    both.outbox?.post(() => Promise.resolve(invitationMessage(mail)));
  }
  expect(told).toHaveLength(1);
  gate.resolve();
  await both[Symbol.asyncDispose]();
});

test("where no mail is set up nothing is sent and nothing fails", async () => {
  await using none = createMail(null, () => undefined);
  expect([none.mailer, none.outbox]).toEqual([null, null]);
});

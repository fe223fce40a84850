// @azure/communication-chat: two users in a thread, and what the service refuses them.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, suite, test } from "node:test";
import { ChatClient, ChatThreadClient } from "@azure/communication-chat";
import { AzureCommunicationTokenCredential } from "@azure/communication-common";
import { CommunicationIdentityClient } from "@azure/communication-identity";
import * as simulator from "./simulator.js";

const identities = new CommunicationIdentityClient(simulator.CONNECTION_STRING);
const { endpoint } = simulator.parts(simulator.CONNECTION_STRING);
const NOBODY = { communicationUserId: `8:acs:${simulator.TENANT}_${simulator.TENANT}` };

/** A user of the resource, with a token of these scopes. */
async function newUser(...scopes) {
  const { user, token } = await identities.createUserAndToken(scopes.length ? scopes : ["chat"]);
  return withToken(user, token);
}

function withToken(who, token) {
  const credential = new AzureCommunicationTokenCredential(token);
  return {
    who,
    id: who.communicationUserId,
    chat: new ChatClient(endpoint, credential),
    /** The user's own view of a thread. */
    in: ({ threadId }, options) => new ChatThreadClient(endpoint, threadId, credential, options),
    as: (displayName, more) => ({ id: who, displayName, ...more }),
  };
}

/** For `assert.rejects`: the status alone. The texts are not promised. */
const refused = (statusCode) => ({ statusCode });

async function all(list) {
  const items = [];
  for await (const item of list) {
    items.push(item);
  }
  return items;
}

/** The sizes of a list's pages. How large they may be is said to the list: this client ignores it here. */
async function pages(list) {
  const sizes = [];
  for await (const page of list.byPage()) {
    sizes.push(page.length);
  }
  return sizes;
}

/** What people wrote, newest first; `undefined` for what they deleted. */
async function texts(thread, options) {
  const messages = await all(thread.listMessages(options));
  return messages
    .filter(({ type }) => type === "text" || type === "html")
    .map(({ content, deletedOn }) => (deletedOn ? undefined : content.message));
}

async function members(thread) {
  const participants = await all(thread.listParticipants());
  return participants.map(({ id }) => id.communicationUserId).sort();
}

suite("chat", () => {
  let alice, bob, mine, bobs;

  before(() => simulator.moderated(false));
  after(() => simulator.moderated(true));
  beforeEach(async () => {
    [alice, bob] = await Promise.all([newUser(), newUser()]);
    const created = await alice.chat.createChatThread(
      { topic: "lab" },
      { participants: [bob.as("Bob")] },
    );
    assert.equal(created.invalidParticipants?.length ?? 0, 0);
    mine = alice.chat.getChatThreadClient(created.chatThread.id);
    bobs = bob.in(mine);
  });
  afterEach(async () => {
    await simulator.control("PUT", "chaos", {});
    await simulator.control("PUT", "chat/settings", {});
  });

  test("what a thread is", async () => {
    for (const thread of [mine, bobs]) {
      const { createdOn, createdBy, ...properties } = await thread.getProperties();
      assert.ok(Math.abs(Date.now() - createdOn) < 300_000);
      assert.deepEqual(createdBy, { kind: "communicationUser", communicationUserId: alice.id });
      assert.equal(properties.id, mine.threadId);
      assert.equal(properties.topic, "lab");
      assert.equal(properties.deletedOn, undefined);
    }
    assert.match(mine.threadId, /^19:.+@thread\.v2$/);
    assert.deepEqual(await members(mine), [alice.id, bob.id].sort());
    const system = await all(mine.listMessages());
    const types = system.map(({ type }) => type).sort();
    assert.deepEqual(types, ["participantAdded", "topicUpdated"]);
    for (const { content } of system) {
      assert.equal(content.initiator.communicationUserId, alice.id);
    }
  });

  test("metadata and retention", async () => {
    const created = await alice.chat.createChatThread(
      { topic: "kept" },
      {
        metadata: { kind: "order", number: "1234" },
        retentionPolicy: { kind: "threadCreationDate", deleteThreadAfterDays: 30 },
      },
    );
    const thread = alice.chat.getChatThreadClient(created.chatThread.id);
    let properties = await thread.getProperties();
    assert.deepEqual(properties.metadata, { kind: "order", number: "1234" });
    assert.deepEqual(properties.retentionPolicy, {
      kind: "threadCreationDate",
      deleteThreadAfterDays: 30,
    });
    await thread.updateProperties({ topic: "kept longer", retentionPolicy: { kind: "none" } });
    properties = await thread.getProperties();
    assert.equal(properties.topic, "kept longer");
    assert.equal(properties.retentionPolicy?.kind ?? "none", "none");
    assert.deepEqual(properties.metadata, { kind: "order", number: "1234" });
    for (const days of [29, 91]) {
      const retentionPolicy = { kind: "threadCreationDate", deleteThreadAfterDays: days };
      await assert.rejects(thread.updateProperties({ retentionPolicy }), refused(400));
      const options = { retentionPolicy };
      await assert.rejects(alice.chat.createChatThread({ topic: "x" }, options), refused(400));
    }
    const metadata = { long: "x".repeat(1100) };
    await assert.rejects(thread.updateProperties({ metadata }), refused(400));
  });

  test("a user's threads", async () => {
    const carol = await newUser();
    const made = [];
    for (const topic of ["one", "two"]) {
      made.push((await carol.chat.createChatThread({ topic })).chatThread.id);
    }
    await bobs.addParticipants({ participants: [carol.as()] });
    const threads = await all(carol.chat.listChatThreads());
    const ids = threads.map(({ id }) => id).sort();
    assert.deepEqual(ids, [...made, mine.threadId].sort());
    assert.deepEqual(await pages(carol.chat.listChatThreads({ maxPageSize: 2 })), [2, 1]);
    const later = new Date(Date.now() + 3_600_000);
    assert.deepEqual(await all(carol.chat.listChatThreads({ startTime: later })), []);
  });

  test("any participant changes the topic", async () => {
    await bobs.updateTopic("töpic ✓");
    assert.equal((await mine.getProperties()).topic, "töpic ✓");
    const [latest] = await all(mine.listMessages());
    assert.deepEqual([latest.type, latest.content.topic], ["topicUpdated", "töpic ✓"]);
    assert.equal(latest.content.initiator.communicationUserId, bob.id);
  });

  test("one thread for one idempotency token", async () => {
    const options = { idempotencyToken: crypto.randomUUID() };
    const made = [];
    for (let n = 0; n < 2; n++) {
      made.push((await alice.chat.createChatThread({ topic: "once" }, options)).chatThread.id);
    }
    assert.equal(made[0], made[1]);
  });

  test("a retry after a lost answer makes one thread", async () => {
    const carol = await newUser();
    for (const fault of [{ status: 503 }, { status: 429, retry_after: 1 }, { down: true }]) {
      await simulator.control("PUT", "chaos", {
        acs: { ...fault, served: true, times: 1, route: "/chat/threads" },
      });
      await carol.chat.createChatThread({ topic: "once" });
    }
    assert.equal((await all(carol.chat.listChatThreads())).length, 3);
  });

  test("a deleted thread, and one that never was", async () => {
    await alice.chat.deleteChatThread(mine.threadId);
    await assert.rejects(bobs.sendMessage({ content: "hello" }), refused(404));
    const nowhere = alice.in({ threadId: "19:nope@thread.v2" });
    await assert.rejects(nowhere.getProperties(), refused(404));
    await assert.rejects(nowhere.sendMessage({ content: "hello" }), refused(404));
    await assert.rejects(all(nowhere.listMessages()), refused(404));
    await assert.rejects(alice.chat.deleteChatThread("19:nope@thread.v2"), refused(404));
  });

  test("messages as each, and all that is known of them", async () => {
    // Without a type, which this client leaves out.
    const first = await mine.sendMessage({ content: "héllo ✓ 👋🏽" });
    const html = '<p>hi <a href="https://example.com">there</a></p>';
    const second = await bobs.sendMessage(
      { content: html },
      { type: "html", senderDisplayName: "Bob", metadata: { kind: "reply" } },
    );
    for (const thread of [mine, bobs]) {
      const { createdOn, ...message } = await thread.getMessage(second.id);
      assert.equal(Math.floor(createdOn / 1000), Math.floor(second.id / 1000));
      assert.deepEqual(message, {
        id: second.id,
        type: "html",
        sequenceId: "4",
        version: second.id,
        content: { message: html },
        senderDisplayName: "Bob",
        sender: { kind: "communicationUser", communicationUserId: bob.id },
        metadata: { kind: "reply" },
      });
      assert.deepEqual(await texts(thread), [html, "héllo ✓ 👋🏽"]);
    }
    const message = await bobs.getMessage(first.id);
    assert.deepEqual(
      [message.type, message.content.message, message.sender.communicationUserId],
      ["text", "héllo ✓ 👋🏽", alice.id],
    );
  });

  test("messages in pages and from a time on", async () => {
    for (let n = 0; n < 5; n++) {
      await (n % 2 ? bobs : mine).sendMessage({ content: `message ${n}` });
    }
    const expected = [4, 3, 2, 1, 0].map((n) => `message ${n}`);
    assert.deepEqual(await texts(mine), expected);
    assert.deepEqual(await texts(mine, { maxPageSize: 2 }), expected);
    assert.deepEqual(await pages(mine.listMessages({ maxPageSize: 3 })), [3, 3, 1]);
    const numbers = (await all(mine.listMessages())).map(({ sequenceId }) => Number(sequenceId));
    assert.deepEqual(numbers, [7, 6, 5, 4, 3, 2, 1]);
    const at = (minutes) => ({ startTime: new Date(Date.now() + minutes * 60_000) });
    assert.deepEqual(await texts(bobs, at(1)), []);
    assert.deepEqual(await texts(bobs, at(-1)), expected);
  });

  test("the sender edits and deletes, and nobody else", async () => {
    const { id } = await mine.sendMessage({ content: "first" }, { metadata: { a: "1" } });
    await assert.rejects(bobs.updateMessage(id, { content: "mine" }), refused(403));
    await assert.rejects(bobs.deleteMessage(id), refused(403));

    await mine.updateMessage(id, { content: "second" });
    const edited = await bobs.getMessage(id);
    assert.deepEqual([edited.content.message, edited.metadata], ["second", { a: "1" }]);
    assert.ok(edited.editedOn >= edited.createdOn && Number(edited.version) > Number(id));
    await mine.updateMessage(id, { metadata: { a: "2" } });
    const again = await bobs.getMessage(id);
    assert.deepEqual([again.content.message, again.metadata], ["second", { a: "2" }]);

    await mine.deleteMessage(id);
    const stones = await all(bobs.listMessages());
    const stone = stones.find((message) => message.id === id);
    assert.ok(stone.deletedOn instanceof Date);
    assert.deepEqual([stone.type, stone.content], ["text", { message: "" }]);
  });

  test("a server deletes as the sender", async () => {
    const { id } = await bobs.sendMessage({ content: "bad" });
    const { token } = await identities.getToken(bob.who, ["chat.join.limited"]);
    await withToken(bob.who, token).in(mine).deleteMessage(id);
    assert.deepEqual(await texts(mine), [undefined]);
  });

  test("unknown messages, and too large ones", async () => {
    for (const id of ["1600000000000", "nope"]) {
      await assert.rejects(mine.getMessage(id), refused(404));
      await assert.rejects(mine.deleteMessage(id), refused(404));
      await assert.rejects(mine.updateMessage(id, { content: "x" }), refused(404));
    }
    await mine.sendMessage({ content: "a".repeat(20_000) });
    await assert.rejects(mine.sendMessage({ content: "a".repeat(29_000) }), refused(413));
    await assert.rejects(mine.sendMessage({ content: "✓".repeat(10_000) }), refused(413));
    assert.equal((await texts(bobs)).length, 1);
  });

  test("participants come and go", async () => {
    const carol = await newUser();
    await assert.rejects(carol.in(mine).sendMessage({ content: "hello" }), refused(403));
    await mine.sendMessage({ content: "before" });
    const added = await bobs.addParticipants({ participants: [carol.as("Carol")] });
    assert.equal(added.invalidParticipants?.length ?? 0, 0);
    assert.deepEqual(await texts(carol.in(mine)), ["before"]);
    assert.deepEqual(await members(mine), [alice.id, bob.id, carol.id].sort());
    assert.deepEqual(await pages(mine.listParticipants({ maxPageSize: 2 })), [2, 1]);

    await carol.in(mine).removeParticipant(alice.who);
    await assert.rejects(mine.sendMessage({ content: "hello?" }), refused(403));
    await bobs.sendMessage({ content: "after" });
    assert.deepEqual(await texts(mine), ["before"], "what was before");
    const [, latest] = await all(bobs.listMessages());
    assert.equal(latest.type, "participantRemoved");
    assert.equal(latest.content.initiator.communicationUserId, carol.id);
    assert.deepEqual(
      latest.content.participants.map(({ id }) => id.communicationUserId),
      [alice.id],
    );
  });

  test("history is shared from a time on", async () => {
    const carol = await newUser();
    await mine.sendMessage({ content: "secret" });
    const shareHistoryTime = new Date(Date.now() + 1000);
    await mine.addParticipants({ participants: [carol.as("Carol", { shareHistoryTime })] });
    const participants = await all(mine.listParticipants());
    const shared = Object.fromEntries(
      participants.map(({ id, shareHistoryTime }) => [id.communicationUserId, +shareHistoryTime]),
    );
    assert.ok(Math.abs(shared[carol.id] - shareHistoryTime) < 1000);
    assert.equal(shared[bob.id], 0);
    assert.deepEqual(await texts(carol.in(mine)), []);
  });

  test("strangers to the resource are not added", async () => {
    const [carol, deleted] = await Promise.all([newUser(), newUser()]);
    await identities.deleteUser(deleted.who);
    const participants = [carol.as(), { id: NOBODY }, deleted.as()];
    const codes = ({ invalidParticipants }) =>
      Object.fromEntries(invalidParticipants.map(({ target, code }) => [target, code]));
    const expected = { [NOBODY.communicationUserId]: "403", [deleted.id]: "404" };
    assert.deepEqual(codes(await mine.addParticipants({ participants })), expected);
    assert.deepEqual(await members(mine), [alice.id, bob.id, carol.id].sort());
    const created = await alice.chat.createChatThread({ topic: "x" }, { participants });
    assert.deepEqual(codes(created), expected);
    const many = Array.from({ length: 201 }, () => ({ id: NOBODY }));
    await assert.rejects(mine.addParticipants({ participants: many }), refused(400));
  });

  test("receipts and typing", async () => {
    const { id } = await mine.sendMessage({ content: "read me" });
    await bobs.sendReadReceipt({ chatMessageId: id });
    const [receipt, ...others] = await all(mine.listReadReceipts());
    assert.deepEqual(others, []);
    assert.equal(receipt.chatMessageId, id);
    assert.deepEqual(receipt.sender, { kind: "communicationUser", communicationUserId: bob.id });
    assert.ok(Math.abs(Date.now() - receipt.readOn) < 300_000);
    await mine.sendReadReceipt({ chatMessageId: id });
    assert.deepEqual(await pages(bobs.listReadReceipts({ maxPageSize: 1 })), [1, 1]);

    assert.equal(await bobs.sendTypingNotification({ senderDisplayName: "Bob" }), true);
    const mallory = await newUser();
    await assert.rejects(mallory.in(mine).sendTypingNotification(), refused(403));
  });

  test("strangers to the thread", async () => {
    const mallory = await newUser();
    const { id } = await mine.sendMessage({ content: "private" });
    const theirs = mallory.in(mine);
    for (const operation of [
      () => theirs.getProperties(),
      () => all(theirs.listMessages()),
      () => theirs.getMessage(id),
      () => theirs.sendMessage({ content: "hello" }),
      () => theirs.updateMessage(id, { content: "mine" }),
      () => theirs.deleteMessage(id),
      () => all(theirs.listParticipants()),
      () => theirs.addParticipants({ participants: [mallory.as()] }),
      () => theirs.removeParticipant(bob.who),
      () => theirs.updateTopic("mine"),
      () => all(theirs.listReadReceipts()),
      () => theirs.sendReadReceipt({ chatMessageId: id }),
      () => mallory.chat.deleteChatThread(mine.threadId),
    ]) {
      await assert.rejects(operation(), refused(403), String(operation));
    }
    assert.deepEqual(await texts(mine), ["private"]);
  });

  test("rate limits", async () => {
    await simulator.control("PUT", "chat/settings", { limits: true });
    const impatient = bob.in(mine, { retryOptions: { maxRetries: 0 } });
    for (let n = 0; n < 10; n++) {
      await impatient.sendMessage({ content: `message ${n}` });
    }
    await assert.rejects(impatient.sendMessage({ content: "one more" }), (error) => {
      assert.equal(error.statusCode, 429);
      const after = Number(error.response.headers.get("retry-after"));
      assert.ok(after >= 1 && after <= 10, `${after}`);
      return true;
    });
    assert.equal((await texts(mine)).length, 10);
  });

  test("tokens that are not good", async () => {
    const user = await newUser();
    const issue = async (options) => (await identities.getToken(user.who, ["chat"], options)).token;
    const refuse = async (token) => {
      const { chat } = withToken(user.who, token);
      await assert.rejects(all(chat.listChatThreads()), refused(401));
      await assert.rejects(chat.createChatThread({ topic: "x" }), refused(401));
    };
    await refuse(simulator.unsignedToken(3600));

    const brief = await issue({ tokenExpiresInMinutes: 60 });
    await simulator.control("POST", "clock", { advance_seconds: 3601 });
    try {
      await refuse(brief);
    } finally {
      await simulator.control("POST", "clock", { advance_seconds: -3601 });
    }

    const revoked = await issue();
    await identities.revokeTokens(user.who);
    await refuse(revoked);
    const token = await issue();
    await withToken(user.who, token).chat.createChatThread({ topic: "back again" });
    await identities.deleteUser(user.who);
    await refuse(token);
  });

  test("scopes", async () => {
    for (const [scope, may] of [
      ["chat", ["create", "topic", "add", "write"]],
      ["chat.join", ["add", "write"]],
      ["chat.join.limited", ["write"]],
      ["voip", []],
    ]) {
      const user = await newUser(scope);
      await mine.addParticipants({ participants: [user.as()] });
      const thread = user.in(mine);
      for (const [right, operation] of [
        ["create", () => user.chat.createChatThread({ topic: "mine" })],
        ["topic", () => thread.updateTopic(scope)],
        ["add", () => thread.addParticipants({ participants: [bob.as("Bob")] })],
        ["write", () => thread.sendMessage({ content: `from ${scope}` })],
        ["write", () => all(thread.listMessages())],
        ["write", () => thread.sendTypingNotification()],
      ]) {
        if (may.includes(right)) {
          await operation();
        } else {
          await assert.rejects(operation(), refused(403), `${scope}: ${operation}`);
        }
      }
    }
  });
});

// @azure/communication-sms: texts, each recipient's outcome, and that a retry texts once.

import assert from "node:assert/strict";
import { afterEach, suite, test } from "node:test";
import { SmsClient } from "@azure/communication-sms";
import { ManagedIdentityCredential } from "@azure/identity";
import * as simulator from "./simulator.js";

const OURS = "+18005550100";
const client = new SmsClient(simulator.CONNECTION_STRING);
const send = (to, message, options) => client.send({ from: OURS, to, message }, options);

suite("sms", () => {
  afterEach(() => simulator.control("PUT", "chaos", {}));

  test("one phone", async () => {
    const phone = simulator.phone();
    const [sent] = await send([phone], "héllo ✓", { enableDeliveryReport: true, tag: "camp" });
    const { messageId, ...outcome } = sent;
    assert.deepEqual(outcome, {
      to: phone,
      httpStatusCode: 202,
      repeatabilityResult: "accepted",
      successful: true,
    });
    const [{ at, repeatabilityRequestId, ...text }] = await simulator.texts(phone);
    assert.match(at, /^20\d\d-/);
    assert.match(repeatabilityRequestId, /^[0-9a-f-]{36}$/);
    assert.deepEqual(text, {
      to: phone,
      from: OURS,
      message: "héllo ✓",
      messageId,
      by: "app",
      tag: "camp",
      segments: 1,
    });
  });

  test("many phones, each with its outcome", async () => {
    const good = simulator.phone();
    const busy = simulator.phone();
    await simulator.control("PUT", `phones/${busy}`, { refusal: { status: 503, times: 1 } });
    const sent = await send([good, "bogus", busy], "hello");
    assert.deepEqual(
      sent.map(({ to, httpStatusCode, successful }) => [to, httpStatusCode, successful]),
      [
        [good, 202, true],
        ["bogus", 400, false],
        [busy, 503, false],
      ],
    );
    assert.equal(sent[1].errorMessage, "Invalid To phone number format.");
    assert.equal(sent[2].errorMessage, "ServiceUnavailable");
    assert.equal((await simulator.texts(busy)).length, 0);
  });

  test("limits", async () => {
    const phones = Array.from({ length: 101 }, (_, n) => `+1206555${String(n).padStart(4, "0")}`);
    assert.equal((await send(phones.slice(1), "hello")).length, 100);
    const refused = { statusCode: 400 };
    await assert.rejects(send(phones, "hello"), refused);
    await assert.rejects(send([], "hello"), refused);
    const phone = simulator.phone();
    await send([phone], "a".repeat(2048));
    await assert.rejects(send([phone], "a".repeat(2049)), refused);
    assert.deepEqual(
      (await simulator.texts(phone)).map(({ segments }) => segments),
      [14],
    );
  });

  test("numbers that are not ours", async () => {
    const phone = simulator.phone();
    const from = (from) => client.send({ from, to: [phone], message: "hello" });
    await assert.rejects(from("+18335550100"), simulator.refusalWith(401, "Unauthorized"));
    for (const bad of ["18005550100", "+123", "no number!"]) {
      const refused = simulator.refusalWith(400, "Invalid from phone number format.");
      await assert.rejects(from(bad), refused);
    }
    assert.deepEqual(await simulator.texts(phone), []);
  });

  test("a retry after a lost answer texts once", async () => {
    for (const fault of [{ status: 503 }, { status: 429, retry_after: 1 }, { down: true }]) {
      const phone = simulator.phone();
      await simulator.control("PUT", "chaos", {
        acs: { ...fault, served: true, times: 1, route: "/sms" },
      });
      const [sent] = await send([phone], "once");
      assert.equal(sent.repeatabilityResult, "accepted");
      const texts = await simulator.texts(phone);
      assert.deepEqual(
        texts.map(({ messageId }) => messageId),
        [sent.messageId],
      );
    }
  });

  test("two calls are two texts", async () => {
    const phone = simulator.phone();
    const [first] = await send([phone], "again");
    const [second] = await send([phone], "again");
    assert.notEqual(first.messageId, second.messageId);
    assert.equal((await simulator.texts(phone)).length, 2);
  });

  test("credentials", async () => {
    const { endpoint, key } = simulator.parts(simulator.CONNECTION_STRING);
    const message = { from: OURS, to: [simulator.phone()], message: "hello" };
    for (const credential of [{ key }, new ManagedIdentityCredential()]) {
      const [sent] = await new SmsClient(endpoint, credential).send(message);
      assert.equal(sent.successful, true);
    }
    const wrong = new SmsClient(endpoint, { key: simulator.FOREIGN_KEY });
    await assert.rejects(wrong.send(message), simulator.refusalWith(401, "Denied"));
  });
});

// The preview of @azure/communication-sms: the only SDK with the list of opt-outs.

import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { SmsClient } from "@azure/communication-sms-beta";
import * as simulator from "./simulator.js";

const OURS = "123456";
const client = new SmsClient(simulator.CONNECTION_STRING);
const { optOuts } = client;

/** Whether the service says that the phone opted out. */
async function isOptedOut(phone) {
  const [checked] = await optOuts.check(OURS, [phone]);
  assert.equal(checked.httpStatusCode, 200);
  return checked.isOptedOut;
}

suite("sms opt-outs", () => {
  test("a phone on the list is not reached until it is taken off", async () => {
    const phone = simulator.phone();
    const received = async () => (await simulator.texts(phone)).map(({ message }) => message);
    const send = (message) => client.send({ from: OURS, to: [phone], message });
    assert.equal(await isOptedOut(phone), false);

    const added = await optOuts.add(OURS, [phone]);
    assert.deepEqual(added, [{ to: phone, httpStatusCode: 200, errorMessage: "" }]);
    assert.equal(await isOptedOut(phone), true);
    const [sent] = await send("unwanted");
    assert.equal(sent.successful, true, "ACS takes it, and reports the failure later");
    assert.deepEqual(await received(), []);

    const removed = await optOuts.remove(OURS, [phone]);
    assert.deepEqual(removed, [{ to: phone, httpStatusCode: 200, errorMessage: "" }]);
    assert.equal(await isOptedOut(phone), false);
    await send("wanted");
    assert.deepEqual(await received(), ["wanted"]);
  });

  test("the phone's own words count", async () => {
    const phone = simulator.phone();
    const say = (message) => simulator.control("POST", "sms", { from: phone, to: OURS, message });
    await say("UNSUBSCRIBE");
    assert.equal(await isOptedOut(phone), true);
    await say("START");
    assert.equal(await isOptedOut(phone), false);
    // Where an app is running, it may have said something too.
    const answers = (await simulator.texts(phone)).filter(({ by }) => by !== "app");
    assert.deepEqual(
      answers.map(({ by }) => by),
      ["acs", "acs"],
    );
  });

  test("numbers that cannot be", async () => {
    const bad = { to: "+123", httpStatusCode: 400 };
    for (const act of [optOuts.add, optOuts.check, optOuts.remove]) {
      const [{ to, httpStatusCode, errorMessage }] = await act.call(optOuts, OURS, ["+123"]);
      assert.deepEqual({ to, httpStatusCode }, bad);
      assert.equal(errorMessage, "Invalid recipient phone number format");
      const foreign = act.call(optOuts, "+18335550100", [simulator.phone()]);
      await assert.rejects(foreign, simulator.refusalWith(401, "Unauthorized"));
    }
  });

  test("the preview sends like the others, and gets the ids of a newer version", async () => {
    const phone = simulator.phone();
    const options = { enableDeliveryReport: true, tag: "camp" };
    const [sent] = await client.send({ from: OURS, to: [phone], message: "hello" }, options);
    assert.match(sent.messageId, /^20\d{12}[0-9a-f-]{36}$/);
    assert.deepEqual(
      (await simulator.texts(phone)).map(({ messageId, tag }) => ({ messageId, tag })),
      [{ messageId: sent.messageId, tag: "camp" }],
    );
  });
});

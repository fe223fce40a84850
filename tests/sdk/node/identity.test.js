// @azure/communication-identity: users and their tokens.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { afterEach, suite, test } from "node:test";
import { CommunicationIdentityClient } from "@azure/communication-identity";
import * as simulator from "./simulator.js";

const client = new CommunicationIdentityClient(simulator.CONNECTION_STRING);
const minutesLeft = (token) => Math.round((token.expiresOn.getTime() - Date.now()) / 60_000);

suite("identity", () => {
  test("create a user", async () => {
    const first = await client.createUser();
    const second = await client.createUser();
    assert.match(first.communicationUserId, /^8:acs:[0-9a-f-]{36}_[0-9a-f-]{36}$/);
    assert.notEqual(first.communicationUserId, second.communicationUserId);
  });

  test("create a user and a token", async () => {
    const { user, token, expiresOn } = await client.createUserAndToken(["chat", "voip"]);
    assert.deepEqual(await simulator.verify(token), {
      valid: true,
      identity: user.communicationUserId,
      scopes: ["chat", "voip"],
    });
    assert.equal(minutesLeft({ expiresOn }), 24 * 60);
  });

  test("token lifetimes from an hour to a day", async () => {
    for (const tokenExpiresInMinutes of [60, 61, 1439, 1440]) {
      const created = await client.createUserAndToken(["chat"], { tokenExpiresInMinutes });
      assert.equal(minutesLeft(created), tokenExpiresInMinutes);
      const issued = await client.getToken(created.user, ["chat"], { tokenExpiresInMinutes });
      assert.equal(minutesLeft(issued), tokenExpiresInMinutes);
    }
  });

  test("other lifetimes are refused", async () => {
    const user = await client.createUser();
    const refused = simulator.refusal(400, "BadRequest");
    for (const tokenExpiresInMinutes of [0, 59, 1441]) {
      const options = { tokenExpiresInMinutes };
      await assert.rejects(client.createUserAndToken(["chat"], options), refused);
      await assert.rejects(client.getToken(user, ["chat"], options), refused);
    }
  });

  test("each scope", async () => {
    const user = await client.createUser();
    for (const scope of simulator.SCOPES) {
      const { token } = await client.getToken(user, [scope]);
      assert.deepEqual((await simulator.verify(token)).scopes, [scope]);
    }
  });

  test("unknown and missing scopes are refused", async () => {
    const user = await client.createUser();
    const refused = simulator.refusal(400, "BadRequest");
    await assert.rejects(client.getToken(user, ["email"]), refused);
    await assert.rejects(client.getToken(user, ["chat", "Chat"]), refused);
    await assert.rejects(client.getToken(user, []), refused);
    await assert.rejects(client.createUserAndToken(["email"]), refused);
  });

  test("revoking ends the tokens of before, and only those", async () => {
    const { user, token } = await client.createUserAndToken(["chat"]);
    await client.revokeTokens(user);
    assert.deepEqual(await simulator.verify(token), { valid: false, reason: "revoked" });
    const after = await client.getToken(user, ["chat"]);
    assert.equal((await simulator.verify(after.token)).valid, true);
  });

  test("a deleted user is gone, tokens included", async () => {
    const { user, token } = await client.createUserAndToken(["chat"]);
    await client.deleteUser(user);
    const seen = await simulator.verify(token);
    assert.deepEqual(seen, { valid: false, reason: "identity_deleted" });
    const refused = simulator.refusal(404, "NotFound");
    await assert.rejects(client.getToken(user, ["chat"]), refused);
    await assert.rejects(client.revokeTokens(user), refused);
    await assert.rejects(client.deleteUser(user), refused);
  });

  test("a user of another resource is refused", async () => {
    const foreign = { communicationUserId: `8:acs:${randomUUID()}_${randomUUID()}` };
    const refused = simulator.refusal(401, "IdentityNotOwned");
    await assert.rejects(client.getToken(foreign, ["chat"]), refused);
    await assert.rejects(client.revokeTokens(foreign), refused);
    await assert.rejects(client.deleteUser(foreign), refused);
  });

  test("a Teams user's Entra token is exchanged", async () => {
    const userObjectId = randomUUID();
    const clientId = "teams-app";
    const claims = { oid: userObjectId, azp: clientId };
    const teamsUserAadToken = await simulator.login({ sub: "teams", claims });
    const exchange = { teamsUserAadToken, clientId, userObjectId };
    const token = await client.getTokenForTeamsUser(exchange);
    assert.deepEqual(await simulator.verify(token.token), {
      valid: true,
      identity: `8:orgid:${userObjectId}`,
      scopes: ["chat", "voip"],
    });
    // As long as the Entra token, which is an hour.
    assert.equal(minutesLeft(token), 60);
  });

  test("another, expired or garbled Teams token is refused", async () => {
    const userObjectId = randomUUID();
    const clientId = "teams-app";
    const claims = { oid: userObjectId, azp: clientId };
    const good = await simulator.login({ sub: "teams", claims });
    const expired = await simulator.login({ sub: "teams", claims, expires_in: -60 });
    for (const exchange of [
      { teamsUserAadToken: "garbage", clientId, userObjectId },
      { teamsUserAadToken: simulator.unsignedToken(3600), clientId, userObjectId },
      { teamsUserAadToken: expired, clientId, userObjectId },
      { teamsUserAadToken: good, clientId, userObjectId: randomUUID() },
      { teamsUserAadToken: good, clientId: "another-app", userObjectId },
    ]) {
      const refused = simulator.refusal(401, "InvalidToken");
      await assert.rejects(client.getTokenForTeamsUser(exchange), refused);
    }
  });
});

suite("a service in trouble", () => {
  afterEach(() => simulator.control("PUT", "chaos", {}));

  test("is tried again when busy", async () => {
    for (const fault of [{ status: 503 }, { status: 429, retry_after: 1 }]) {
      await simulator.control("PUT", "chaos", { acs: { ...fault, rate: 1, times: 1 } });
      assert.ok((await client.createUser()).communicationUserId);
    }
  });

  test("is reported when broken", async () => {
    await simulator.control("PUT", "chaos", { acs: { status: 503, rate: 1 } });
    const once = new CommunicationIdentityClient(simulator.CONNECTION_STRING, {
      retryOptions: { maxRetries: 0 },
    });
    await assert.rejects(once.createUser(), { statusCode: 503 });
  });
});

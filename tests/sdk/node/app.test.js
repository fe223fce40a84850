// @azure/communication-common: the app's own `/token`, through the credential that Microsoft's
// JavaScript clients take.

import assert from "node:assert/strict";
import { beforeEach, suite, test } from "node:test";
import {
  AzureCommunicationTokenCredential,
  createIdentifierFromRawId,
  getIdentifierRawId,
  isCommunicationUserIdentifier,
} from "@azure/communication-common";
import * as simulator from "./simulator.js";

suite("the app's /token", () => {
  let bearer;
  beforeEach(async () => {
    bearer = await simulator.login({ sub: simulator.unique("user"), roles: ["user"] });
  });

  async function fetchToken(path = "/token", options = {}) {
    const headers = { Authorization: `Bearer ${bearer}` };
    const answer = await fetch(simulator.APP + path, { ...options, headers });
    assert.equal(answer.status, 200, await answer.clone().text());
    return answer.json();
  }

  test("is what a credential takes", async () => {
    const { token, expiresOn, user } = await fetchToken();
    const credential = new AzureCommunicationTokenCredential(token);
    const taken = await credential.getToken();
    credential.dispose();
    assert.equal(taken.token, token);
    // The token says whole seconds.
    assert.ok(Math.abs(taken.expiresOnTimestamp - Date.parse(expiresOn)) < 1000);
    // Never one with ten minutes or less left: clients refresh at that age.
    assert.ok(taken.expiresOnTimestamp > Date.now() + 600_000);
    const seen = await simulator.verify(token);
    assert.deepEqual([seen.valid, seen.identity], [true, user.communicationUserId]);
  });

  test("is where a credential refreshes", async () => {
    const tokens = [];
    const credential = new AzureCommunicationTokenCredential({
      // Taken as it is, and found to be over.
      token: simulator.unsignedToken(-60),
      tokenRefresher: async (abortSignal) => {
        const { token } = await fetchToken("/token?scope=chat", {
          method: "POST",
          signal: abortSignal,
        });
        tokens.push(token);
        return token;
      },
    });
    const first = await credential.getToken();
    const second = await credential.getToken();
    credential.dispose();
    assert.equal(tokens.length, 1);
    assert.deepEqual([first.token, second.token], [tokens[0], tokens[0]]);
    assert.deepEqual((await simulator.verify(tokens[0])).scopes, ["chat"]);
  });

  test("is where a proactive credential refreshes before it must", async () => {
    let refreshed;
    const done = new Promise((resolve) => {
      refreshed = resolve;
    });
    const credential = new AzureCommunicationTokenCredential({
      // Valid still; a client refreshes by itself at half of what is left.
      token: simulator.unsignedToken(3),
      refreshProactively: true,
      tokenRefresher: async () => {
        const { token } = await fetchToken();
        refreshed(token);
        return token;
      },
    });
    const token = await done;
    credential.dispose();
    assert.equal((await simulator.verify(token)).valid, true);
  });

  test("names the user as the SDK does", async () => {
    const { user } = await fetchToken();
    const identifier = createIdentifierFromRawId(user.rawId);
    assert.deepEqual(identifier, {
      kind: "communicationUser",
      communicationUserId: user.communicationUserId,
    });
    assert.ok(isCommunicationUserIdentifier(user));
    assert.equal(getIdentifierRawId(user), user.rawId);
    assert.deepEqual(user, {
      kind: "communicationUser",
      communicationUserId: user.rawId,
      id: user.rawId,
      rawId: user.rawId,
    });
  });

  test("lets a client refresh under its own id only", async () => {
    const { user } = await fetchToken();
    const own = encodeURIComponent(user.communicationUserId);
    const { token } = await fetchToken(`/refreshToken/${own}`, { method: "POST" });
    assert.equal((await simulator.verify(token)).identity, user.communicationUserId);
    bearer = await simulator.login({ sub: simulator.unique("user"), roles: ["user"] });
    await fetchToken();
    const headers = { Authorization: `Bearer ${bearer}` };
    const refused = await fetch(`${simulator.APP}/refreshToken/${own}`, { method: "POST", headers });
    assert.equal(refused.status, 403);
  });

  test("gives a stranger nothing", async () => {
    for (const headers of [{}, { Authorization: "Bearer garbage" }]) {
      const refused = await fetch(`${simulator.APP}/token`, { headers });
      assert.equal(refused.status, 401);
      assert.match(refused.headers.get("www-authenticate"), /^Bearer/);
    }
  });
});

// @azure/communication-identity: who may manage users.

import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { CommunicationIdentityClient } from "@azure/communication-identity";
import {
  ClientSecretCredential,
  DefaultAzureCredential,
  ManagedIdentityCredential,
} from "@azure/identity";
import * as simulator from "./simulator.js";

const { endpoint, key } = simulator.parts(simulator.CONNECTION_STRING);
const denied = simulator.refusal(401, "Denied");

async function accept(client) {
  assert.match((await client.createUser()).communicationUserId, /^8:acs:/);
}

function fixedToken(token) {
  return { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
}

suite("identity credentials", () => {
  test("a connection string with and without a slash", async () => {
    for (const text of [
      `endpoint=${endpoint}/;accesskey=${key}`,
      `endpoint=${endpoint};accesskey=${key}`,
      `Endpoint=${endpoint}/;AccessKey=${key}`,
    ]) {
      await accept(new CommunicationIdentityClient(text));
    }
  });

  test("a key, also after an endpoint with a slash", async () => {
    for (const url of [endpoint, `${endpoint}/`]) {
      await accept(new CommunicationIdentityClient(url, { key }));
    }
  });

  test("a wrong key is denied", async () => {
    const credential = { key: simulator.FOREIGN_KEY };
    await assert.rejects(new CommunicationIdentityClient(endpoint, credential).createUser(), denied);
  });

  test("a regenerated key ends the old one and its tokens", async () => {
    const old = await simulator.regenerateSecondary();
    const { token } = await new CommunicationIdentityClient(old).createUserAndToken(["chat"]);
    assert.equal((await simulator.verify(token)).valid, true);
    const fresh = await simulator.regenerateSecondary();
    await assert.rejects(new CommunicationIdentityClient(old).createUser(), denied);
    await accept(new CommunicationIdentityClient(fresh));
    const seen = await simulator.verify(token);
    assert.deepEqual(seen, { valid: false, reason: "key_regenerated" });
  });

  test("a managed identity", async () => {
    for (const credential of [new ManagedIdentityCredential(), new DefaultAzureCredential()]) {
      await accept(new CommunicationIdentityClient(endpoint, credential));
    }
  });

  test("a client secret", async () => {
    const credential = new ClientSecretCredential(simulator.TENANT, "client", "secret", {
      authorityHost: simulator.AUTHORITY,
      disableInstanceDiscovery: true,
    });
    await accept(new CommunicationIdentityClient(endpoint, credential));
  });

  test("an Entra token of another service is denied", async () => {
    const scope = "https://vault.azure.net/.default";
    const { token } = await new ManagedIdentityCredential().getToken(scope);
    const client = new CommunicationIdentityClient(endpoint, fixedToken(token));
    await assert.rejects(client.createUser(), denied);
  });

  test("a user token manages nobody", async () => {
    const client = new CommunicationIdentityClient(simulator.CONNECTION_STRING);
    const { token } = await client.createUserAndToken(["chat"]);
    const asUser = new CommunicationIdentityClient(endpoint, fixedToken(token));
    await assert.rejects(asUser.createUser(), denied);
  });
});

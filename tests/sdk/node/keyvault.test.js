// @azure/keyvault-secrets: secrets, their versions, and who may read them.

import assert from "node:assert/strict";
import { beforeEach, suite, test } from "node:test";
import {
  ClientSecretCredential,
  DefaultAzureCredential,
  ManagedIdentityCredential,
} from "@azure/identity";
import { SecretClient } from "@azure/keyvault-secrets";
import * as simulator from "./simulator.js";

// On loopback the challenge's resource is not in the vault's host name.
const connect = (credential) =>
  new SecretClient(simulator.VAULT, credential, { disableChallengeResourceVerification: true });

const client = connect(new ManagedIdentityCredential());
const notFound = simulator.refusal(404, "SecretNotFound");

async function collect(iterator) {
  const items = [];
  for await (const item of iterator) items.push(item);
  return items;
}

suite("secrets", () => {
  let name;
  beforeEach(() => {
    name = simulator.unique("secret");
  });

  test("set and get", async () => {
    const expiresOn = new Date("2030-01-01T00:00:00Z");
    const options = { contentType: "text/plain", tags: { a: "b" }, expiresOn };
    const written = await client.setSecret(name, "värde", options);
    const read = await client.getSecret(name);
    for (const secret of [written, read]) {
      const { version, contentType, tags, enabled, expiresOn: expires } = secret.properties;
      assert.deepEqual(
        { name: secret.name, value: secret.value, contentType, tags, enabled, expires },
        { name, value: "värde", contentType: "text/plain", tags: { a: "b" }, enabled: true, expires: expiresOn },
      );
      assert.match(version, /^[0-9a-f]{32}$/);
    }
    assert.equal(written.properties.version, read.properties.version);
  });

  test("versions", async () => {
    const versions = [];
    for (const value of ["value 0", "value 1", "value 2"]) {
      versions.push((await client.setSecret(name, value)).properties.version);
    }
    assert.equal((await client.getSecret(name)).value, "value 2");
    for (const [n, version] of versions.entries()) {
      assert.equal((await client.getSecret(name, { version })).value, `value ${n}`);
    }
    const listed = await collect(client.listPropertiesOfSecretVersions(name));
    assert.deepEqual(listed.map((item) => item.version).sort(), versions.sort());
  });

  test("list in pages", async () => {
    const names = Array.from({ length: 30 }, (_, n) => `${name}-${n}`);
    for (const each of names) await client.setSecret(each, "x");
    const pages = await collect(client.listPropertiesOfSecrets().byPage());
    const listed = pages.flat().map((item) => item.name);
    assert.ok(pages.length > 1);
    assert.equal(new Set(listed).size, listed.length);
    assert.deepEqual(names.filter((each) => !listed.includes(each)), []);
  });

  test("update", async () => {
    const { version } = (await client.setSecret(name, "x")).properties;
    await client.updateSecretProperties(name, version, { tags: { x: "y" } });
    const read = await client.getSecret(name);
    assert.deepEqual([read.value, read.properties.tags], ["x", { x: "y" }]);
  });

  test("a disabled secret is not given out", async () => {
    const { version } = (await client.setSecret(name, "x")).properties;
    await client.updateSecretProperties(name, version, { enabled: false });
    await assert.rejects(client.getSecret(name), simulator.refusal(403, "Forbidden"));
    await client.updateSecretProperties(name, version, { enabled: true });
    assert.equal((await client.getSecret(name)).value, "x");
  });

  test("an unknown name or version is not found", async () => {
    await assert.rejects(client.getSecret(name), notFound);
    await client.setSecret(name, "x");
    await assert.rejects(client.getSecret(name, { version: "0".repeat(32) }), notFound);
  });

  test("delete, recover, purge", async () => {
    await client.setSecret(name, "x");
    const deleting = await client.beginDeleteSecret(name, { intervalInMs: 1 });
    assert.equal((await deleting.pollUntilDone()).name, name);
    await assert.rejects(client.getSecret(name), notFound);
    await assert.rejects(client.setSecret(name, "y"), simulator.refusal(409, "Conflict"));
    const recovering = await client.beginRecoverDeletedSecret(name, { intervalInMs: 1 });
    await recovering.pollUntilDone();
    assert.equal((await client.getSecret(name)).value, "x");
    await (await client.beginDeleteSecret(name, { intervalInMs: 1 })).pollUntilDone();
    await client.purgeDeletedSecret(name);
    await assert.rejects(client.getDeletedSecret(name), notFound);
    assert.equal((await client.setSecret(name, "new")).value, "new");
  });

  test("a bad name is refused", async () => {
    await assert.rejects(
      client.setSecret("under_score", "x"),
      simulator.refusal(400, "BadParameter"),
    );
  });
});

suite("vault credentials", () => {
  test("a client secret, and the default chain", async () => {
    const clientSecret = new ClientSecretCredential(simulator.TENANT, "client", "secret", {
      authorityHost: simulator.AUTHORITY,
      disableInstanceDiscovery: true,
      // The challenge names the vault's own tenant.
      additionallyAllowedTenants: ["*"],
    });
    for (const credential of [clientSecret, new DefaultAzureCredential()]) {
      const read = await connect(credential).getSecret("acs-connection-string");
      assert.equal(read.value, simulator.CONNECTION_STRING);
    }
  });

  test("a token for another service is refused", async () => {
    const identity = new ManagedIdentityCredential();
    const credential = {
      getToken: () => identity.getToken("https://communication.azure.com/.default"),
    };
    await assert.rejects(connect(credential).getSecret("acs-connection-string"), {
      statusCode: 401,
    });
  });

  test("the resource check is on unless switched off", async () => {
    const checked = new SecretClient(simulator.VAULT, new ManagedIdentityCredential());
    await assert.rejects(checked.getSecret("acs-connection-string"), /challenge resource/);
  });
});

// What the suites ask of the simulator and the app besides Microsoft's SDKs.
//
// Where both are comes from the environment: `cargo xtask test` sets it, and for `cargo dev` by hand
// `eval "$(curl -s 127.0.0.1:7080/_sim/env)"` does.

import assert from "node:assert/strict";
import { randomInt, randomUUID } from "node:crypto";

export const APP = process.env.FRONTDESK_URL ?? "http://127.0.0.1:7071";
const CONTROL = process.env.SIMULATOR_URL ?? "http://127.0.0.1:7080";

export const CONNECTION_STRING = process.env.COMMUNICATION_CONNECTION_STRING;
export const VAULT = process.env.KEYVAULT_URL;
export const AUTHORITY = new URL(VAULT).origin;
export const TENANT = "11111111-1111-1111-1111-111111111111";

export const SCOPES = ["chat", "voip", "chat.join", "chat.join.limited", "voip.join"];

/** Steers the simulator, and expects it to obey. */
export async function control(method, path, body) {
  const answer = await fetch(`${CONTROL}/_sim/${path}`, {
    method,
    body: body && JSON.stringify(body),
    headers: { "Content-Type": "application/json" },
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} /_sim/${path}: ${answer.status} ${text}`);
  return text && JSON.parse(text);
}

/** Whether the app beside moderates chats: its moderator would be in every thread. It need not be there. */
export async function moderated(on) {
  for (const name of ["chat_message", "chat_thread"]) {
    await fetch(`${CONTROL}/_sim/subscriptions/${name}`, {
      method: "PUT",
      body: JSON.stringify({ paused: !on }),
      headers: { "Content-Type": "application/json" },
    });
  }
}

/** How a service that takes user tokens would see this one. */
export const verify = (token) => control("POST", "verify", { token });

/** The new secondary key's connection string. The primary one is the other tests'. */
export async function regenerateSecondary() {
  return (await control("POST", "keys/regenerate", { which: "secondary" })).connectionString;
}

/** An access token of the app's own identity provider. */
export async function login(claims) {
  return (await control("POST", "login", claims)).access_token;
}

/** A name that no earlier run has used. */
export const unique = (prefix) => `${prefix}-${randomUUID()}`;

/** A phone that no earlier run has texted. */
export const phone = () => `+1425${randomInt(1_000_000, 10_000_000)}`;

/** What a phone has received. */
export const texts = (phone) => control("GET", `sms?to=${phone.slice(1)}`);

/** The endpoint without its slash, and the access key. */
export function parts(connectionString) {
  const [, endpoint, key] = connectionString.match(/^endpoint=(.*?)\/?;accesskey=(.*)$/);
  return { endpoint, key };
}

/** A well-formed access key that belongs to nobody. */
export const FOREIGN_KEY = Buffer.from("not this resource's key, 32 bytes").toString("base64");

/** A token that expires in so many seconds; clients read that and nothing else. */
export function unsignedToken(seconds) {
  const segment = (content) => Buffer.from(JSON.stringify(content)).toString("base64url");
  const exp = Math.floor(Date.now() / 1000) + seconds;
  return `${segment({ alg: "none" })}.${segment({ exp })}.x`;
}

/** For `assert.rejects`: the status and a part of the body that the service gave. */
export function refusalWith(statusCode, text) {
  return (error) => {
    assert.equal(error.statusCode, statusCode);
    assert.ok(error.response.bodyAsText.includes(text), error.response.bodyAsText);
    return true;
  };
}

/** For `assert.rejects`: the status and error code that the service gave. */
export function refusal(statusCode, code) {
  return (error) => {
    assert.deepEqual({ statusCode: error.statusCode, code: error.code }, { statusCode, code });
    return true;
  };
}

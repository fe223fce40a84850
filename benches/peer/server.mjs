// What a team would write for `/token` in Node: Express, jose, and Microsoft's own identity SDK. The
// benchmark compares Frontdesk with it, so it makes the same checks and gives the same answers, and
// is as quick as this stack allows: one process, as in a Functions worker; no logging; no store but
// a Map; the connection string from its environment and not from a vault.

import { CommunicationIdentityClient } from "@azure/communication-identity";
import express from "express";
import { createRemoteJWKSet, jwtVerify } from "jose";

const {
  PORT,
  OIDC_ISSUER,
  OIDC_AUDIENCE,
  ACS_CONNECTION_STRING,
  TOKEN_CACHE = "on",
} = process.env;

const LIFETIME_MINUTES = 1440;
const MARGIN_MS = 10 * 60 * 1000;
const LONGEST_TOKEN = 16 * 1024;
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"];
const SCOPES = ["chat", "chat.join", "chat.join.limited", "voip", "voip.join"];
const DEFAULT_SCOPES = ["chat", "voip"];
const ROLES = new Map([
  ["guest", ["chat.join.limited", "voip.join"]],
  ["chat-agent", ["chat", "chat.join"]],
]);

class Problem extends Error {
  constructor(status, name, detail, headers = {}) {
    super(detail);
    Object.assign(this, { status, name, headers });
  }
}

const identityClient = new CommunicationIdentityClient(ACS_CONNECTION_STRING, {
  allowInsecureConnection: true, // the benchmark's ACS is on loopback
  retryOptions: { maxRetries: 2 },
});
const identities = new Map(); // user → promise of the ACS id: concurrent first calls make one
const tokens = TOKEN_CACHE === "on" ? new Map() : undefined; // user and scopes → promise of a token

const discovery = await fetch(`${OIDC_ISSUER}/.well-known/openid-configuration`);
const { jwks_uri } = await discovery.json();
const keys = createRemoteJWKSet(new URL(jwks_uri), { cooldownDuration: 10_000 });

async function signedIn(request) {
  const [scheme, token, ...rest] = (request.get("authorization") ?? "").split(" ");
  if (scheme.toLowerCase() !== "bearer" || !token || rest.length > 0) {
    throw new Problem(401, "token-missing", "No bearer token.", { "WWW-Authenticate": "Bearer" });
  }
  try {
    if (token.length > LONGEST_TOKEN) throw new Error("too long");
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer: OIDC_ISSUER,
      audience: OIDC_AUDIENCE,
      algorithms: ALGORITHMS,
      clockTolerance: 60,
      requiredClaims: ["exp", "sub"],
    });
    if (protectedHeader.jku || protectedHeader.jwk || protectedHeader.x5u || !protectedHeader.kid) {
      throw new Error("names a key of its own");
    }
    return payload;
  } catch (error) {
    if (error.code === "ERR_JWKS_TIMEOUT") throw new Problem(503, "unavailable", "The issuer is away.");
    throw new Problem(401, "token-invalid", "The token proves nothing here.", {
      "WWW-Authenticate": 'Bearer error="invalid_token"',
    });
  }
}

function granted(roles, asked) {
  const known = (Array.isArray(roles) ? roles : []).filter((role) => ROLES.has(role));
  const allowed = known.length > 0 ? new Set(known.flatMap((role) => ROLES.get(role))) : new Set(DEFAULT_SCOPES);
  if (asked === undefined) return SCOPES.filter((scope) => allowed.has(scope));
  const names = (Array.isArray(asked) ? asked : String(asked).split(/[, ]/)).filter(Boolean);
  if (names.length === 0 || !names.every((name) => SCOPES.includes(name))) {
    throw new Problem(400, "scope-unknown", "A scope was named that ACS does not have.");
  }
  const refused = names.filter((name) => !allowed.has(name));
  if (refused.length > 0) throw new Problem(403, "scope-refused", `Not for you: ${refused.join(", ")}.`);
  return SCOPES.filter((scope) => names.includes(scope));
}

// One promise a key: whoever comes while it is pending waits for the same one.
function shared(map, key, make) {
  let promise = map.get(key);
  if (!promise) {
    promise = make();
    map.set(key, promise);
    promise.catch(() => map.delete(key));
  }
  return promise;
}

const issue = (id, scopes) =>
  identityClient.getToken({ communicationUserId: id }, scopes, {
    tokenExpiresInMinutes: LIFETIME_MINUTES,
  });

async function tokenFor(id, scopes) {
  if (!tokens) return issue(id, scopes);
  const key = `${id} ${scopes}`;
  const kept = await shared(tokens, key, () => issue(id, scopes));
  if (kept.expiresOn - Date.now() > MARGIN_MS) return kept;
  tokens.delete(key);
  return shared(tokens, key, () => issue(id, scopes));
}

async function token(request, response) {
  const { iss, sub, roles } = await signedIn(request);
  const scopes = granted(roles, request.query.scope ?? request.body?.scope ?? request.body?.scopes);
  const id = await shared(identities, `${iss} ${sub}`, async () => {
    const user = await identityClient.createUser();
    return user.communicationUserId;
  });
  const { token, expiresOn } = await tokenFor(id, scopes);
  response.set("Cache-Control", "no-store").json({
    token,
    expiresOn: expiresOn.toISOString(),
    user: { kind: "communicationUser", communicationUserId: id, id, rawId: id },
  });
}

function answer(error, request, response, next) {
  if (response.headersSent) return next(error);
  const unreadable = error.type === "entity.parse.failed";
  const problem =
    error instanceof Problem ? error
    : unreadable ? new Problem(400, "bad-request", "The body cannot be read.")
    : error.status === 413 ? new Problem(413, "too-large", "The body is too long.")
    : new Problem(503, "unavailable", "ACS is away.", { "Retry-After": "5" });
  response.status(problem.status).set(problem.headers).type("application/problem+json").send(
    JSON.stringify({
      type: `urn:frontdesk:problem:${problem.name}`,
      status: problem.status,
      detail: problem.message,
    }),
  );
}

const app = express();
app.disable("x-powered-by").disable("etag");
app.get("/health", (request, response) => response.json({ status: "ok" }));
app.get("/token", token);
app.post("/token", express.json({ limit: "16kb" }), token);
app.use(answer);
app.listen(Number(PORT), "127.0.0.1");

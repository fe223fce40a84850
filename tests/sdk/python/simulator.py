"""What the suites ask of the simulator and the app besides Microsoft's SDKs.

Where both are comes from the environment: `cargo xtask test` sets it, and for `cargo dev` by hand
`eval "$(curl -s 127.0.0.1:7080/_sim/env)"` does.
"""

import base64
import json
import os
import secrets
import time
import unittest
import urllib.error
import urllib.request
import uuid
from urllib.parse import urlsplit

APP = os.environ.get("FRONTDESK_URL", "http://127.0.0.1:7071")
CONTROL = os.environ.get("SIMULATOR_URL", "http://127.0.0.1:7080")

CONNECTION_STRING = os.environ["COMMUNICATION_CONNECTION_STRING"]
VAULT = os.environ["KEYVAULT_URL"]
AUTHORITY = f"https://{urlsplit(VAULT).netloc}"
TENANT = "11111111-1111-1111-1111-111111111111"

SCOPES = ["chat", "voip", "chat.join", "chat.join.limited", "voip.join"]


def call(method, url, body=None, bearer=None):
    """Sends JSON; returns (status, JSON or None), whatever the status."""
    request = urllib.request.Request(url, method=method)
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("Content-Type", "application/json")
    if bearer is not None:
        request.add_header("Authorization", f"Bearer {bearer}")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            status, text = answer.status, answer.read()
    except urllib.error.HTTPError as refusal:
        status, text = refusal.code, refusal.read()
    return status, json.loads(text) if text else None


def control(method, path, body=None):
    """Steers the simulator, and expects it to obey."""
    status, answer = call(method, f"{CONTROL}/_sim/{path}", body)
    if status >= 300:
        raise AssertionError(f"{method} /_sim/{path}: {status} {answer}")
    return answer


def verify(token):
    """How a service that takes user tokens would see this one."""
    return control("POST", "verify", {"token": token})


def regenerate_secondary():
    """The new secondary key's connection string. The primary one is the other tests'."""
    return control("POST", "keys/regenerate", {"which": "secondary"})["connectionString"]


def moderated(on):
    """Whether the app beside moderates chats: its moderator would be in every thread. It need not be there."""
    for function in ["chat_message", "chat_thread"]:
        call("PUT", f"{CONTROL}/_sim/subscriptions/{function}", {"paused": not on})


def login(**claims):
    """An access token of the app's own identity provider."""
    return control("POST", "login", claims)["access_token"]


def unique(prefix):
    """A name that no earlier run has used."""
    return f"{prefix}-{uuid.uuid4()}"


def phone():
    """A phone that no earlier run has texted."""
    return f"+1425{secrets.randbelow(9_000_000) + 1_000_000}"


def texts(phone):
    """What a phone has received."""
    return control("GET", f"sms?to={phone.removeprefix('+')}")


def parts(connection_string):
    """(endpoint without its slash, access key)"""
    endpoint, key = connection_string.split(";", 1)
    return endpoint.removeprefix("endpoint=").rstrip("/"), key.removeprefix("accesskey=")


def foreign_key():
    """A well-formed access key that belongs to nobody."""
    return base64.b64encode(b"not this resource's key, 32 bytes").decode()


def unsigned_token(seconds):
    """A token that expires in so many seconds; clients read that and nothing else."""

    def segment(content):
        return base64.b64encode(json.dumps(content).encode()).decode().rstrip("=")

    return f"{segment({'alg': 'none'})}.{segment({'exp': int(time.time()) + seconds})}.x"


class Faults(unittest.TestCase):
    """A test case that may break services; they are whole again after it."""

    def break_service(self, **faults):
        self.addCleanup(control, "PUT", "chaos", {})
        control("PUT", "chaos", faults)

"""azure-communication-identity: users and their tokens."""

import time
import unittest
from datetime import datetime, timedelta

import simulator
from azure.communication.identity import CommunicationIdentityClient, CommunicationUserIdentifier
from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ResourceNotFoundError,
)


def minutes_left(token):
    """The service's `expiresOn`, which this SDK hands through as text, in minutes from now."""
    expires = datetime.fromisoformat(token.expires_on)
    return round((expires.timestamp() - time.time()) / 60)


class Identity(simulator.Faults):
    def setUp(self):
        self.client = CommunicationIdentityClient.from_connection_string(
            simulator.CONNECTION_STRING
        )

    def refuse(self, status, code, operation, *args, **options):
        """The operation fails with this status and this error code of the service."""
        with self.assertRaises(HttpResponseError) as refused:
            operation(*args, **options)
        self.assertEqual((refused.exception.status_code, refused.exception.error.code), (status, code))
        return refused.exception

    def test_create_user(self):
        users = [self.client.create_user() for _ in range(2)]
        for user in users:
            self.assertIsInstance(user, CommunicationUserIdentifier)
            self.assertRegex(user.properties["id"], r"^8:acs:[0-9a-f-]{36}_[0-9a-f-]{36}$")
            self.assertEqual(user.raw_id, user.properties["id"])
        self.assertNotEqual(users[0].raw_id, users[1].raw_id)

    def test_create_user_and_token(self):
        user, token = self.client.create_user_and_token(["chat", "voip"])
        self.assertEqual(
            simulator.verify(token.token),
            {"valid": True, "identity": user.raw_id, "scopes": ["chat", "voip"]},
        )
        self.assertEqual(minutes_left(token), 24 * 60)

    def test_token_lifetimes(self):
        for minutes in (60, 61, 1439, 1440):
            expires_in = timedelta(minutes=minutes)
            with self.subTest(minutes=minutes):
                user, token = self.client.create_user_and_token(
                    ["chat"], token_expires_in=expires_in
                )
                self.assertEqual(minutes_left(token), minutes)
                token = self.client.get_token(user, ["chat"], token_expires_in=expires_in)
                self.assertEqual(minutes_left(token), minutes)

    def test_token_lifetimes_out_of_range(self):
        user = self.client.create_user()
        for minutes in (0, 59, 1441):
            expires_in = timedelta(minutes=minutes)
            with self.subTest(minutes=minutes):
                create = self.client.create_user_and_token
                self.refuse(400, "BadRequest", create, ["chat"], token_expires_in=expires_in)
                issue = self.client.get_token
                self.refuse(400, "BadRequest", issue, user, ["chat"], token_expires_in=expires_in)

    def test_each_scope(self):
        user = self.client.create_user()
        for scope in simulator.SCOPES:
            with self.subTest(scope=scope):
                token = self.client.get_token(user, [scope])
                self.assertEqual(simulator.verify(token.token)["scopes"], [scope])

    def test_unknown_and_missing_scopes(self):
        user = self.client.create_user()
        self.refuse(400, "BadRequest", self.client.get_token, user, ["email"])
        self.refuse(400, "BadRequest", self.client.get_token, user, ["chat", "Chat"])
        self.refuse(400, "BadRequest", self.client.get_token, user, [])
        self.refuse(400, "BadRequest", self.client.create_user_and_token, ["email"])

    def test_revoke(self):
        user, before = self.client.create_user_and_token(["chat"])
        self.client.revoke_tokens(user)
        self.assertEqual(simulator.verify(before.token), {"valid": False, "reason": "revoked"})
        after = self.client.get_token(user, ["voip"])
        self.assertTrue(simulator.verify(after.token)["valid"])
        self.assertFalse(simulator.verify(before.token)["valid"])

    def test_delete(self):
        user, token = self.client.create_user_and_token(["chat"])
        self.client.delete_user(user)
        self.assertEqual(
            simulator.verify(token.token), {"valid": False, "reason": "identity_deleted"}
        )
        for operation, arguments in (
            (self.client.get_token, [["chat"]]),
            (self.client.revoke_tokens, []),
            (self.client.delete_user, []),
        ):
            with self.subTest(operation=operation.__name__):
                refused = self.refuse(404, "NotFound", operation, user, *arguments)
                self.assertIsInstance(refused, ResourceNotFoundError)

    def test_identity_of_another_resource(self):
        foreign = CommunicationUserIdentifier(
            "8:acs:00000000-0000-0000-0000-000000000001_00000000-0000-0000-0000-000000000002"
        )
        for operation, arguments in (
            (self.client.get_token, [["chat"]]),
            (self.client.revoke_tokens, []),
            (self.client.delete_user, []),
        ):
            with self.subTest(operation=operation.__name__):
                refused = self.refuse(401, "IdentityNotOwned", operation, foreign, *arguments)
                self.assertIsInstance(refused, ClientAuthenticationError)

    def test_teams_exchange(self):
        user, app = simulator.unique("user").replace("user-", ""), "teams-app"
        entra = simulator.login(sub="teams", claims={"oid": user, "azp": app})
        token = self.client.get_token_for_teams_user(entra, app, user)
        self.assertEqual(
            simulator.verify(token.token),
            {"valid": True, "identity": f"8:orgid:{user}", "scopes": ["chat", "voip"]},
        )
        # As long as the Entra token, which is an hour.
        self.assertEqual(minutes_left(token), 60)

    def test_teams_exchange_refused(self):
        user, app = "9f3f7b10-0000-4000-8000-00000000000a", "teams-app"
        claims = {"oid": user, "azp": app}
        exchange = self.client.get_token_for_teams_user
        good = simulator.login(sub="teams", claims=claims)
        expired = simulator.login(sub="teams", claims=claims, expires_in=-60)
        for reason, arguments in {
            "garbage": ("garbage", app, user),
            "unsigned": (simulator.unsigned_token(3600), app, user),
            "expired": (expired, app, user),
            "another user": (good, app, "9f3f7b10-0000-4000-8000-00000000000b"),
            "another app": (good, "another-app", user),
        }.items():
            with self.subTest(reason):
                self.refuse(401, "InvalidToken", exchange, *arguments)

    def test_a_busy_service_is_retried(self):
        for fault in ({"status": 503}, {"status": 429, "retry_after": 1}):
            with self.subTest(fault=fault):
                self.break_service(acs={**fault, "rate": 1.0, "times": 1})
                self.assertTrue(self.client.create_user().raw_id)

    def test_a_broken_service_is_reported(self):
        self.break_service(acs={"status": 503, "rate": 1.0})
        client = CommunicationIdentityClient.from_connection_string(
            simulator.CONNECTION_STRING, retry_total=0
        )
        with self.assertRaises(HttpResponseError) as refused:
            client.create_user()
        self.assertEqual(refused.exception.status_code, 503)


if __name__ == "__main__":
    unittest.main()

"""The app's own `/token`, through the credential that Microsoft's Python clients take."""

import time
import unittest

import simulator
from azure.communication.chat import ChatClient, ChatParticipant
from azure.communication.identity import CommunicationUserIdentifier, identifier_from_raw_id

# Chat and calling clients export this class; the identity package only ships it.
from azure.communication.identity._shared.user_credential import CommunicationTokenCredential
from azure.communication.identity._shared.utils import create_access_token


def setUpModule():
    simulator.moderated(False)


def tearDownModule():
    simulator.moderated(True)


class AppToken(unittest.TestCase):
    def setUp(self):
        self.bearer = simulator.login(sub=simulator.unique("user"), roles=["user"])

    def fetch(self):
        status, answer = simulator.call("GET", f"{simulator.APP}/token", bearer=self.bearer)
        self.assertEqual(status, 200, answer)
        return answer

    def test_a_credential_takes_the_token(self):
        answer = self.fetch()
        with CommunicationTokenCredential(answer["token"]) as credential:
            token = credential.get_token()
        self.assertEqual(token.token, answer["token"])
        # Never one with ten minutes or less left: clients refresh at that age.
        self.assertGreater(token.expires_on - time.time(), 600)
        seen = simulator.verify(token.token)
        self.assertTrue(seen["valid"])
        self.assertEqual(seen["identity"], answer["user"]["communicationUserId"])

    def test_a_credential_refreshes_from_the_app(self):
        calls = []

        def refresh():
            calls.append(self.fetch()["token"])
            return create_access_token(calls[-1])

        expiring = simulator.unsigned_token(60)
        with CommunicationTokenCredential(expiring, token_refresher=refresh) as credential:
            first, second = credential.get_token(), credential.get_token()
        self.assertEqual([first.token, second.token], calls * 2)
        self.assertEqual(len(calls), 1)

    def test_the_user_reads_as_an_identifier(self):
        user = self.fetch()["user"]
        identifier = identifier_from_raw_id(user["rawId"])
        self.assertIsInstance(identifier, CommunicationUserIdentifier)
        self.assertEqual(identifier.properties["id"], user["communicationUserId"])
        self.assertEqual(identifier.raw_id, user["rawId"])

    def test_one_user_keeps_one_identity(self):
        first, again = self.fetch(), self.fetch()
        self.assertEqual(first["user"], again["user"])
        self.bearer = simulator.login(sub=simulator.unique("user"), roles=["user"])
        self.assertNotEqual(self.fetch()["user"], first["user"])

    def test_two_users_of_the_app_chat(self):
        endpoint, _ = simulator.parts(simulator.CONNECTION_STRING)
        users = []
        for _ in range(2):
            self.bearer = simulator.login(sub=simulator.unique("user"), roles=["user"])
            answer = self.fetch()
            credential = CommunicationTokenCredential(answer["token"])
            who = CommunicationUserIdentifier(answer["user"]["communicationUserId"])
            users.append((who, ChatClient(endpoint, credential)))
        (_, ours), (bob, theirs) = users
        invited = [ChatParticipant(identifier=bob)]
        created = ours.create_chat_thread("app", thread_participants=invited)
        self.assertEqual(created.errors, [])
        ours.get_chat_thread_client(created.chat_thread.id).send_message("hello")
        [thread] = theirs.list_chat_threads()
        latest = next(theirs.get_chat_thread_client(thread.id).list_messages())
        self.assertEqual(latest.content.message, "hello")

    def test_strangers_get_nothing(self):
        for reason, bearer in {
            "no token": None,
            "garbage": "garbage",
            "expired": simulator.login(sub="alice", expires_in=-600),
            "for another api": simulator.login(sub="alice", aud="api://another"),
            "of another issuer": simulator.login(sub="alice", iss="https://evil.example"),
        }.items():
            with self.subTest(reason):
                status, _ = simulator.call("GET", f"{simulator.APP}/token", bearer=bearer)
                self.assertEqual(status, 401)


if __name__ == "__main__":
    unittest.main()

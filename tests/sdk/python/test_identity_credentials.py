"""azure-communication-identity: who may manage users."""

import unittest

import simulator
from azure.communication.identity import CommunicationIdentityClient
from azure.core.credentials import AccessToken, AzureKeyCredential
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import ClientSecretCredential, DefaultAzureCredential, ManagedIdentityCredential

ENDPOINT, KEY = simulator.parts(simulator.CONNECTION_STRING)


class FixedToken:
    """A credential that always has the same token."""

    def __init__(self, token):
        self.token = token

    def get_token(self, *scopes, **options):
        return AccessToken(self.token, 2**33)


class Credentials(unittest.TestCase):
    def accept(self, client):
        self.assertTrue(client.create_user().raw_id.startswith("8:acs:"))

    def deny(self, client):
        with self.assertRaises(ClientAuthenticationError) as refused:
            client.create_user()
        self.assertEqual(refused.exception.status_code, 401)
        self.assertEqual(refused.exception.error.code, "Denied")
        return refused.exception.error.message

    def test_connection_string_forms(self):
        for text in (
            f"endpoint={ENDPOINT}/;accesskey={KEY}",
            f"endpoint={ENDPOINT};accesskey={KEY}",
            f"accesskey={KEY};endpoint={ENDPOINT}/",
            f"Endpoint={ENDPOINT}/;AccessKey={KEY}",
        ):
            with self.subTest(text=text.replace(KEY, "…")):
                self.accept(CommunicationIdentityClient.from_connection_string(text))

    def test_key_credential(self):
        self.accept(CommunicationIdentityClient(ENDPOINT, AzureKeyCredential(KEY)))

    def test_wrong_key(self):
        credential = AzureKeyCredential(simulator.foreign_key())
        message = self.deny(CommunicationIdentityClient(ENDPOINT, credential))
        self.assertEqual(message, "Denied by the resource provider.")

    def test_a_trailing_slash_is_signed_and_explained(self):
        message = self.deny(CommunicationIdentityClient(f"{ENDPOINT}/", AzureKeyCredential(KEY)))
        self.assertIn("without a trailing slash", message)

    def test_regenerated_key(self):
        connect = CommunicationIdentityClient.from_connection_string
        old = simulator.regenerate_secondary()
        _, token = connect(old).create_user_and_token(["chat"])
        self.assertTrue(simulator.verify(token.token)["valid"])
        new = simulator.regenerate_secondary()
        self.deny(connect(old))
        self.accept(connect(new))
        # A user token dies with the key that minted it.
        self.assertEqual(
            simulator.verify(token.token), {"valid": False, "reason": "key_regenerated"}
        )

    def test_managed_identity(self):
        for credential in (ManagedIdentityCredential(), DefaultAzureCredential()):
            with self.subTest(type(credential).__name__), credential:
                self.accept(CommunicationIdentityClient(ENDPOINT, credential))

    def test_client_secret(self):
        credential = ClientSecretCredential(
            simulator.TENANT,
            "client",
            "secret",
            authority=simulator.AUTHORITY,
            disable_instance_discovery=True,
        )
        with credential:
            self.accept(CommunicationIdentityClient(ENDPOINT, credential))
            # A client has no user, hence no single permissions to ask for.
            with self.assertRaises(ClientAuthenticationError) as refused:
                credential.get_token("https://communication.azure.com/calls.read")
        self.assertIn("AADSTS1002012", str(refused.exception))

    def test_entra_token_of_another_service(self):
        with ManagedIdentityCredential() as credential:
            token = credential.get_token("https://vault.azure.net/.default").token
        self.deny(CommunicationIdentityClient(ENDPOINT, FixedToken(token)))

    def test_user_tokens_do_not_manage(self):
        client = CommunicationIdentityClient.from_connection_string(simulator.CONNECTION_STRING)
        _, token = client.create_user_and_token(["chat"])
        self.deny(CommunicationIdentityClient(ENDPOINT, FixedToken(token.token)))


if __name__ == "__main__":
    unittest.main()

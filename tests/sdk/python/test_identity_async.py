"""azure-communication-identity over aiohttp, which sends raw ids and trusts another variable."""

import unittest

import simulator
from azure.communication.identity.aio import CommunicationIdentityClient
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError
from azure.identity.aio import ManagedIdentityCredential


class AsyncIdentity(unittest.IsolatedAsyncioTestCase):
    def connect(self):
        return CommunicationIdentityClient.from_connection_string(simulator.CONNECTION_STRING)

    async def test_whole_life_of_a_user(self):
        async with self.connect() as client:
            user, first = await client.create_user_and_token(["chat"])
            self.assertEqual(simulator.verify(first.token)["identity"], user.raw_id)
            await client.revoke_tokens(user)
            self.assertEqual(simulator.verify(first.token)["reason"], "revoked")
            second = await client.get_token(user, ["voip"])
            self.assertEqual(simulator.verify(second.token)["scopes"], ["voip"])
            await client.delete_user(user)
            self.assertEqual(simulator.verify(second.token)["reason"], "identity_deleted")
            with self.assertRaises(HttpResponseError) as refused:
                await client.get_token(user, ["chat"])
            self.assertEqual(refused.exception.status_code, 404)

    async def test_wrong_key(self):
        endpoint, _ = simulator.parts(simulator.CONNECTION_STRING)
        text = f"endpoint={endpoint}/;accesskey={simulator.foreign_key()}"
        async with CommunicationIdentityClient.from_connection_string(text) as client:
            with self.assertRaises(ClientAuthenticationError) as refused:
                await client.create_user()
        self.assertEqual(refused.exception.error.code, "Denied")

    async def test_managed_identity(self):
        endpoint, _ = simulator.parts(simulator.CONNECTION_STRING)
        async with ManagedIdentityCredential() as credential:
            async with CommunicationIdentityClient(endpoint, credential) as client:
                user = await client.create_user()
        self.assertTrue(user.raw_id.startswith("8:acs:"))


if __name__ == "__main__":
    unittest.main()

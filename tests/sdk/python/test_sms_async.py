"""azure-communication-sms over aiohttp."""

import unittest

import simulator
from azure.communication.sms.aio import SmsClient
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError
from azure.identity.aio import ManagedIdentityCredential

OURS = "+18005550100"


class AsyncSms(simulator.Faults, unittest.IsolatedAsyncioTestCase):
    def connect(self):
        return SmsClient.from_connection_string(simulator.CONNECTION_STRING)

    async def test_send(self):
        phone = simulator.phone()
        async with self.connect() as client:
            sent = await client.send(OURS, [phone, "bogus"], "hello", tag="camp")
        self.assertEqual([one.http_status_code for one in sent], [202, 400])
        [text] = simulator.texts(phone)
        self.assertEqual((text["messageId"], text["tag"]), (sent[0].message_id, "camp"))

    async def test_a_retry_after_a_lost_answer_texts_once(self):
        phone = simulator.phone()
        self.break_service(acs={"status": 503, "served": True, "times": 1, "route": "/sms"})
        async with self.connect() as client:
            [sent] = await client.send(OURS, phone, "once")
        [text] = simulator.texts(phone)
        self.assertEqual(text["messageId"], sent.message_id)

    async def test_refusals(self):
        phone = simulator.phone()
        async with self.connect() as client:
            with self.assertRaises(ClientAuthenticationError):
                await client.send("+18335550100", phone, "hello")
            with self.assertRaises(HttpResponseError) as refused:
                await client.send("+123", phone, "hello")
            self.assertEqual(refused.exception.status_code, 400)
        self.assertEqual(simulator.texts(phone), [])

    async def test_managed_identity(self):
        endpoint, _ = simulator.parts(simulator.CONNECTION_STRING)
        async with ManagedIdentityCredential() as credential:
            async with SmsClient(endpoint, credential) as client:
                [sent] = await client.send(OURS, simulator.phone(), "hello")
        self.assertTrue(sent.successful)


if __name__ == "__main__":
    unittest.main()

"""azure-communication-sms: texts, each recipient's outcome, and that a retry texts once."""

import unittest

import simulator
from azure.communication.sms import SmsClient
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError
from azure.identity import ManagedIdentityCredential

OURS = "+18005550100"
ENDPOINT, KEY = simulator.parts(simulator.CONNECTION_STRING)


def said(phone):
    """Who texted the phone; without what an app beside these tests may have answered."""
    texts = simulator.texts(phone)
    return [text["by"] for text in texts if text["by"] != "app" or text["message"] == "news"]


class Sms(simulator.Faults):
    def setUp(self):
        self.client = SmsClient.from_connection_string(simulator.CONNECTION_STRING)

    def refuse(self, status, *arguments, **options):
        """Sending fails with this status."""
        with self.assertRaises(HttpResponseError) as refused:
            self.client.send(*arguments, **options)
        self.assertEqual(refused.exception.status_code, status)
        return refused.exception

    def break_phone(self, phone, **behaviour):
        self.addCleanup(simulator.control, "PUT", f"phones/{phone}", {})
        simulator.control("PUT", f"phones/{phone}", behaviour)

    def test_one_phone(self):
        phone = simulator.phone()
        [sent] = self.client.send(OURS, phone, "héllo ✓", enable_delivery_report=True, tag="camp")
        self.assertEqual(
            (sent.to, sent.http_status_code, sent.successful, sent.error_message),
            (phone, 202, True, None),
        )
        [text] = simulator.texts(phone)
        self.assertRegex(text.pop("at"), r"^20\d\d-")
        self.assertRegex(text.pop("repeatabilityRequestId"), r"^[0-9a-f-]{36}$")
        self.assertEqual(
            text,
            {
                "to": phone,
                "from": OURS,
                "message": "héllo ✓",
                "messageId": sent.message_id,
                "by": "app",
                "tag": "camp",
                "segments": 1,
            },
        )

    def test_many_phones(self):
        good = [simulator.phone(), simulator.phone()]
        busy = simulator.phone()
        self.break_phone(busy, refusal={"status": 503, "times": 1})
        sent = self.client.send(OURS, [good[0], "bogus", busy, good[1]], "hello")
        self.assertEqual(
            [(one.to, one.http_status_code, one.successful, one.error_message) for one in sent],
            [
                (good[0], 202, True, None),
                ("bogus", 400, False, "Invalid To phone number format."),
                (busy, 503, False, "ServiceUnavailable"),
                (good[1], 202, True, None),
            ],
        )
        self.assertEqual([len(simulator.texts(phone)) for phone in (*good, busy)], [1, 1, 0])
        self.assertNotEqual(sent[0].message_id, sent[3].message_id)

    def test_a_hundred_phones_and_no_more(self):
        phones = [f"+1206555{number:04}" for number in range(101)]
        self.assertEqual(len(self.client.send(OURS, phones[:100], "hello")), 100)
        self.refuse(400, OURS, phones, "hello")
        self.refuse(400, OURS, [], "hello")

    def test_long_messages(self):
        phone = simulator.phone()
        self.client.send(OURS, phone, "a" * 2048)
        self.assertEqual(simulator.texts(phone)[0]["segments"], 14)
        self.refuse(400, OURS, phone, "a" * 2049)
        self.assertEqual(len(simulator.texts(phone)), 1)

    def test_numbers_that_are_not_ours(self):
        phone = simulator.phone()
        error = self.refuse(401, "+18335550100", phone, "hello")
        self.assertIsInstance(error, ClientAuthenticationError)
        for bad in ("18005550100", "+123", "no number!"):
            with self.subTest(bad):
                error = self.refuse(400, bad, phone, "hello")
                self.assertIn("Invalid from phone number format.", error.response.text())
        self.assertEqual(simulator.texts(phone), [])

    def test_other_kinds_of_numbers(self):
        name = "SDK CHECK"
        simulator.control("PUT", f"numbers/{name.replace(' ', '%20')}", {"type": "alphanumeric"})
        for ours in ("+12065550100", "123456", name):
            with self.subTest(ours):
                phone = simulator.phone()
                self.client.send(ours, phone, "hello")
                self.assertEqual(simulator.texts(phone)[0]["from"], ours)

    def test_a_retry_after_a_lost_answer_texts_once(self):
        # Of a POST, this SDK repeats nothing whose connection broke.
        for fault in ({"status": 503}, {"status": 429, "retry_after": 1}):
            with self.subTest(fault=fault):
                phone = simulator.phone()
                self.break_service(acs={**fault, "served": True, "times": 1, "route": "/sms"})
                [sent] = self.client.send(OURS, phone, "once")
                [text] = simulator.texts(phone)
                self.assertEqual(text["messageId"], sent.message_id)

    def test_two_calls_are_two_texts(self):
        phone = simulator.phone()
        ids = {self.client.send(OURS, phone, "again")[0].message_id for _ in range(2)}
        self.assertEqual({text["messageId"] for text in simulator.texts(phone)}, ids)
        self.assertEqual(len(ids), 2)

    def test_a_phone_that_said_stop_is_not_reached(self):
        phone, ours = simulator.phone(), "123456"
        simulator.control("POST", "sms", {"from": phone, "to": ours, "message": "stop"})
        [sent] = self.client.send(ours, phone, "news")
        self.assertTrue(sent.successful, "ACS takes it, and reports the failure later")
        self.assertEqual(said(phone), ["acs"])
        simulator.control("POST", "sms", {"from": phone, "to": ours, "message": "start"})
        self.client.send(ours, phone, "news")
        self.assertEqual(said(phone), ["acs", "acs", "app"])

    def test_credentials(self):
        phone = simulator.phone()
        for credential in (AzureKeyCredential(KEY), ManagedIdentityCredential()):
            with self.subTest(type(credential).__name__):
                [sent] = SmsClient(ENDPOINT, credential).send(OURS, phone, "hello")
                self.assertTrue(sent.successful)
        wrong = SmsClient(ENDPOINT, AzureKeyCredential(simulator.foreign_key()))
        with self.assertRaises(ClientAuthenticationError) as refused:
            wrong.send(OURS, phone, "hello")
        self.assertIn("Denied by the resource provider.", refused.exception.response.text())
        self.assertEqual(len(simulator.texts(phone)), 2)

    def test_a_broken_service_is_reported(self):
        self.break_service(acs={"status": 503, "route": "/sms"})
        client = SmsClient.from_connection_string(simulator.CONNECTION_STRING, retry_total=0)
        phone = simulator.phone()
        with self.assertRaises(HttpResponseError) as refused:
            client.send(OURS, phone, "hello")
        self.assertEqual(refused.exception.status_code, 503)
        self.assertEqual(simulator.texts(phone), [])


if __name__ == "__main__":
    unittest.main()

"""azure-storage-queue: messages, leases, and who may use the account."""

import os
import unittest
from datetime import timedelta

import simulator
from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ResourceExistsError,
    ResourceNotFoundError,
)
from azure.storage.queue import QueueClient, QueueServiceClient, TextBase64EncodePolicy

ACCOUNT = os.environ["AZURE_STORAGE_CONNECTION_STRING"]


class Queues(unittest.TestCase):
    def setUp(self):
        self.name = simulator.unique("queue")
        self.client = self.enterContext(QueueClient.from_connection_string(ACCOUNT, self.name))
        self.client.create_queue()
        self.addCleanup(self.client.delete_queue)

    def test_a_message_comes_back_until_it_is_deleted(self):
        sent = self.client.send_message("grüße <& 😀>", time_to_live=3600)
        self.assertEqual(sent.expires_on - sent.inserted_on, timedelta(hours=1))
        [peeked] = self.client.peek_messages(max_messages=32)
        self.assertEqual((peeked.content, peeked.dequeue_count), ("grüße <& 😀>", 0))
        first = self.client.receive_message(visibility_timeout=60)
        self.assertEqual((first.id, first.content, first.dequeue_count), (sent.id, "grüße <& 😀>", 1))
        self.assertIsNone(self.client.receive_message())
        freed = self.client.update_message(first, visibility_timeout=0, content="other")
        with self.assertRaises(HttpResponseError) as stale:
            self.client.delete_message(first)
        self.assertEqual(stale.exception.error_code, "PopReceiptMismatch")
        second = self.client.receive_message()
        self.assertEqual((second.content, second.dequeue_count), ("other", 2))
        self.assertNotEqual(second.pop_receipt, freed.pop_receipt)
        self.client.delete_message(second)
        with self.assertRaises(ResourceNotFoundError) as gone:
            self.client.delete_message(second)
        self.assertEqual(gone.exception.error_code, "MessageNotFound")

    def test_messages_wait_on_the_clock_of_the_simulator(self):
        self.client.send_message("later", visibility_timeout=300, time_to_live=-1)
        self.assertEqual(self.client.peek_messages(), [])
        self.addCleanup(simulator.control, "POST", "clock", {"advance_seconds": -300})
        simulator.control("POST", "clock", {"advance_seconds": 300})
        received = self.client.receive_message()
        self.assertEqual((received.content, received.expires_on.year), ("later", 9999))

    def test_pages_properties_and_clearing(self):
        for number in range(5):
            self.client.send_message(f"{number}")
        self.assertEqual(self.client.get_queue_properties().approximate_message_count, 5)
        received = self.client.receive_messages(messages_per_page=2, visibility_timeout=60)
        self.assertEqual([message.content for message in received], list("01234"))
        self.client.clear_messages()
        self.assertEqual(self.client.get_queue_properties().approximate_message_count, 0)

    def test_a_queue_is_made_once(self):
        for metadata in (None, {"a": "b"}):
            with self.assertRaises(ResourceExistsError) as again:
                self.client.create_queue(metadata=metadata)
            self.assertEqual(again.exception.error_code, "QueueAlreadyExists")
        with QueueServiceClient.from_connection_string(ACCOUNT) as service:
            listed = [queue.name for queue in service.list_queues(name_starts_with=self.name)]
            self.assertEqual(listed, [self.name])
        with QueueClient.from_connection_string(ACCOUNT, "not-there") as missing:
            with self.assertRaises(ResourceNotFoundError) as refused:
                missing.send_message("x")
        self.assertEqual(refused.exception.error_code, "QueueNotFound")

    def test_encoded_as_the_functions_host_wants_it(self):
        encoded = QueueClient.from_connection_string(
            ACCOUNT, self.name, message_encode_policy=TextBase64EncodePolicy()
        )
        with encoded:
            encoded.send_message("work")
        self.assertEqual(self.client.receive_message().content, "d29yaw==")

    def test_too_large_and_too_long(self):
        for refused, code in [
            (lambda: self.client.send_message("x" * 65537), "RequestBodyTooLarge"),
            (
                lambda: self.client.receive_message(visibility_timeout=604801),
                "OutOfRangeQueryParameterValue",
            ),
        ]:
            with self.assertRaises(HttpResponseError) as refusal:
                refused()
            self.assertEqual(refusal.exception.error_code, code)


class Refusals(unittest.TestCase):
    def test_another_key(self):
        head, rest = ACCOUNT.split("AccountKey=")
        account = f"{head}AccountKey={simulator.foreign_key()};{rest.split(';', 1)[1]}"
        with QueueClient.from_connection_string(account, "refused") as client:
            with self.assertRaises(ClientAuthenticationError) as refused:
                client.create_queue()
        self.assertEqual(refused.exception.error_code, "AuthenticationFailed")


class Breakage(simulator.Faults):
    def test_a_busy_service_is_asked_again(self):
        self.break_service(storage={"status": 503, "times": 1, "rate": 1})
        name = simulator.unique("queue")
        with QueueClient.from_connection_string(ACCOUNT, name, retry_total=2, initial_backoff=0) as client:
            client.create_queue()
            client.delete_queue()


if __name__ == "__main__":
    unittest.main()

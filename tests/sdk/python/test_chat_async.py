"""azure-communication-chat over aiohttp, which sends raw ids."""

import unittest

import simulator
from azure.communication.chat import ChatParticipant
from azure.communication.chat.aio import ChatClient, CommunicationTokenCredential
from azure.communication.identity import CommunicationIdentityClient
from azure.core.exceptions import HttpResponseError

ENDPOINT, _ = simulator.parts(simulator.CONNECTION_STRING)


def setUpModule():
    simulator.moderated(False)


def tearDownModule():
    simulator.moderated(True)


def user():
    """A new user and a token."""
    client = CommunicationIdentityClient.from_connection_string(simulator.CONNECTION_STRING)
    who, token = client.create_user_and_token(["chat"])
    return who, token.token


class AsyncChat(unittest.IsolatedAsyncioTestCase):
    async def test_two_users_in_a_thread(self):
        (alice, alices), (bob, bobs), (carol, _) = user(), user(), user()
        async with (
            ChatClient(ENDPOINT, CommunicationTokenCredential(alices)) as ours,
            ChatClient(ENDPOINT, CommunicationTokenCredential(bobs)) as theirs,
        ):
            participant = ChatParticipant(identifier=bob, display_name="Bob")
            created = await ours.create_chat_thread("lab", thread_participants=[participant])
            self.assertEqual(created.errors, [])
            identifier = created.chat_thread.id
            mine = ours.get_chat_thread_client(identifier)
            his = theirs.get_chat_thread_client(identifier)
            async with mine, his:
                first = await mine.send_message("first")
                await his.send_message("<b>second</b>", chat_message_type="html")
                await mine.update_message(first.id, "edited")
                written = [
                    one.content.message
                    async for one in his.list_messages(results_per_page=1)
                    if one.type in ("text", "html")
                ]
                self.assertEqual(written, ["<b>second</b>", "edited"])
                await his.send_read_receipt(first.id)
                receipts = [one async for one in mine.list_read_receipts()]
                self.assertEqual([one.sender.raw_id for one in receipts], [bob.raw_id])
                await mine.send_typing_notification()
                errors = await mine.add_participants([ChatParticipant(identifier=carol)])
                self.assertEqual(errors, [])
                await his.remove_participant(carol)
                members = [one.identifier.raw_id async for one in his.list_participants()]
                self.assertEqual(sorted(members), sorted([alice.raw_id, bob.raw_id]))
                with self.assertRaises(HttpResponseError) as refused:
                    await his.delete_message(first.id)
                self.assertEqual(refused.exception.status_code, 403)
                await mine.delete_message(first.id)
                self.assertIsNotNone((await his.get_message(first.id)).deleted_on)
                await mine.update_topic("done")
                self.assertEqual((await his.get_properties()).topic, "done")
            threads = [one.id async for one in theirs.list_chat_threads()]
            self.assertEqual(threads, [identifier])
            await ours.delete_chat_thread(identifier)


if __name__ == "__main__":
    unittest.main()

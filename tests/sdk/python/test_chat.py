"""azure-communication-chat: two users in a thread, and what the service refuses them."""

import datetime
import unittest

import simulator
from azure.communication.chat import (
    ChatClient,
    ChatMessageType,
    ChatParticipant,
    ChatThreadClient,
    CommunicationTokenCredential,
)
from azure.communication.identity import CommunicationIdentityClient, CommunicationUserIdentifier
from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ResourceNotFoundError,
)

ENDPOINT, _ = simulator.parts(simulator.CONNECTION_STRING)
UTC = datetime.timezone.utc
#: From when a participant may read, unless it is said otherwise.
EVER = datetime.datetime(1970, 1, 1, tzinfo=UTC)
NOBODY = CommunicationUserIdentifier(f"8:acs:{simulator.TENANT}_{simulator.TENANT}")


def setUpModule():
    simulator.moderated(False)


def tearDownModule():
    simulator.moderated(True)


def identity_client():
    return CommunicationIdentityClient.from_connection_string(simulator.CONNECTION_STRING)


class User:
    """A user of the resource, with a token of these scopes."""

    def __init__(self, *scopes):
        self.who, token = identity_client().create_user_and_token([*scopes] or ["chat"])
        self.id = self.who.raw_id
        self.use(token.token)

    def use(self, token):
        self.credential = CommunicationTokenCredential(token)
        self.chat = ChatClient(ENDPOINT, self.credential)

    def in_thread(self, thread, **options):
        """The user's own view of a thread."""
        return ChatThreadClient(ENDPOINT, self.credential, thread.thread_id, **options)

    def as_participant(self, name=None, since=None):
        return ChatParticipant(identifier=self.who, display_name=name, share_history_time=since)


def texts(thread, **options):
    """What people wrote, newest first; `None` for what they deleted."""
    written = (ChatMessageType.TEXT, ChatMessageType.HTML)
    messages = [one for one in thread.list_messages(**options) if one.type in written]
    return [None if one.deleted_on else one.content.message for one in messages]


def members(thread, **options):
    return {one.identifier.raw_id: one.display_name for one in thread.list_participants(**options)}


class Lab(simulator.Faults):
    """Alice has made a thread with Bob in it."""

    def setUp(self):
        self.alice, self.bob = User(), User()
        created = self.alice.chat.create_chat_thread(
            "lab", thread_participants=[self.bob.as_participant("Bob")]
        )
        self.assertEqual(created.errors, [])
        self.properties = created.chat_thread
        self.mine = self.alice.chat.get_chat_thread_client(created.chat_thread.id)
        self.bobs = self.bob.in_thread(self.mine)

    def refuse(self, status, operation, *arguments, **options):
        """The operation fails with this status."""
        with self.assertRaises(HttpResponseError) as refused:
            # Lists ask when they are read.
            result = operation(*arguments, **options)
            list(result)
        self.assertEqual(refused.exception.status_code, status, refused.exception)
        return refused.exception


class Threads(Lab):
    def test_what_a_thread_is(self):
        self.assertRegex(self.properties.id, r"^19:.+@thread\.v2$")
        for properties in (
            self.properties,
            self.mine.get_properties(),
            self.bobs.get_properties(),
        ):
            self.assertEqual(properties.id, self.mine.thread_id)
            self.assertEqual(properties.topic, "lab")
            self.assertEqual(properties.created_by.raw_id, self.alice.id)
            age = datetime.datetime.now(UTC) - properties.created_on
            self.assertLess(abs(age), datetime.timedelta(minutes=5))

    def test_the_creator_is_in_it_without_being_listed(self):
        self.assertEqual(members(self.mine), {self.alice.id: None, self.bob.id: "Bob"})
        empty = self.alice.chat.create_chat_thread("alone").chat_thread
        alone = self.alice.chat.get_chat_thread_client(empty.id)
        self.assertEqual(list(members(alone)), [self.alice.id])

    def test_a_new_thread_begins_with_messages_of_the_system(self):
        messages = list(self.mine.list_messages())
        self.assertEqual(
            sorted(message.type.value for message in messages),
            ["participantAdded", "topicUpdated"],
        )
        self.assertEqual(
            sorted(message.sequence_id for message in messages), ["1", "2"]
        )
        for message in messages:
            self.assertEqual(message.content.initiator.raw_id, self.alice.id)
            self.assertIsNone(message.deleted_on)
        [topic] = [message.content.topic for message in messages if message.content.topic]
        self.assertEqual(topic, "lab")
        [added] = [one.content.participants for one in messages if one.content.participants]
        self.assertEqual(
            {one.identifier.raw_id for one in added}, {self.alice.id, self.bob.id}
        )

    def test_a_users_threads_in_pages(self):
        carol = User()
        made = [carol.chat.create_chat_thread(f"thread {n}").chat_thread.id for n in range(3)]
        self.bobs.add_participants([carol.as_participant()])
        threads = carol.chat.list_chat_threads(results_per_page=2)
        pages = [[thread.id for thread in page] for page in threads.by_page()]
        self.assertEqual([len(page) for page in pages], [2, 2])
        self.assertEqual(set(sum(pages, [])), {*made, self.mine.thread_id})
        [bobs] = self.bob.chat.list_chat_threads()
        self.assertEqual((bobs.id, bobs.topic), (self.mine.thread_id, "lab"))
        later = datetime.datetime.now(UTC) + datetime.timedelta(hours=1)
        self.assertEqual(list(carol.chat.list_chat_threads(start_time=later)), [])

    def test_any_participant_changes_the_topic(self):
        for thread, topic in ((self.mine, "töpic ✓"), (self.bobs, "bob's")):
            thread.update_topic(topic)
            self.assertEqual(self.mine.get_properties().topic, topic)
        latest = next(self.mine.list_messages())
        self.assertEqual((latest.type, latest.content.topic), ("topicUpdated", "bob's"))
        self.assertEqual(latest.content.initiator.raw_id, self.bob.id)

    def test_the_same_token_makes_one_thread(self):
        token = simulator.unique("token")[-36:]
        ids = [
            self.alice.chat.create_chat_thread("once", idempotency_token=token).chat_thread.id
            for _ in range(2)
        ]
        self.assertEqual(ids[0], ids[1])
        other = self.alice.chat.create_chat_thread("once").chat_thread.id
        self.assertNotEqual(other, ids[0])

    def test_a_retry_after_a_lost_answer_makes_one_thread(self):
        carol = User()
        for fault in ({"status": 503}, {"status": 429, "retry_after": 1}):
            self.break_service(acs={**fault, "served": True, "times": 1, "route": "/chat/threads"})
            carol.chat.create_chat_thread(f"after {fault['status']}")
        topics = sorted(thread.topic for thread in carol.chat.list_chat_threads())
        self.assertEqual(topics, ["after 429", "after 503"])

    def test_a_deleted_thread(self):
        self.mine.send_message("hello")
        self.alice.chat.delete_chat_thread(self.mine.thread_id)
        for thread in (self.mine, self.bobs):
            self.refuse(404, thread.send_message, "hello")
        gone = [thread.id for thread in self.bob.chat.list_chat_threads() if not thread.deleted_on]
        self.assertEqual(gone, [])

    def test_unknown_threads(self):
        for name in ("19:nope@thread.v2", "19:AbCdEf0123456789@thread.v2"):
            thread = self.alice.chat.get_chat_thread_client(name)
            for operation, arguments in (
                (thread.get_properties, ()),
                (thread.list_messages, ()),
                (thread.send_message, ("hello",)),
                (thread.list_participants, ()),
            ):
                error = self.refuse(404, operation, *arguments)
                self.assertIsInstance(error, ResourceNotFoundError)
            self.refuse(404, self.alice.chat.delete_chat_thread, name)


class Messages(Lab):
    def test_a_text_and_what_is_known_of_it(self):
        sent = self.mine.send_message(
            "héllo ✓ 👋🏽", sender_display_name="Alice", metadata={"kind": "greeting"}
        )
        self.assertRegex(sent.id, r"^\d{13}$")
        message = self.bobs.get_message(sent.id)
        self.assertEqual(
            (message.id, message.type, message.version, message.sequence_id),
            (sent.id, ChatMessageType.TEXT, sent.id, "3"),
        )
        self.assertEqual(message.content.message, "héllo ✓ 👋🏽")
        self.assertEqual(message.sender.raw_id, self.alice.id)
        self.assertEqual(message.sender_display_name, "Alice")
        self.assertEqual(message.metadata, {"kind": "greeting"})
        self.assertEqual((message.edited_on, message.deleted_on), (None, None))
        self.assertEqual(int(message.created_on.timestamp()), int(sent.id) // 1000)

    def test_html_comes_back_as_it_was(self):
        html = '<p>hi <a href="https://example.com">there</a></p>'
        for kind in (ChatMessageType.HTML, "html"):
            sent = self.bobs.send_message(html, chat_message_type=kind)
            message = self.mine.get_message(sent.id)
            self.assertEqual((message.type, message.content.message), (ChatMessageType.HTML, html))

    def test_both_write_and_both_read_newest_first_in_pages(self):
        ids = []
        for n in range(5):
            thread = self.mine if n % 2 == 0 else self.bobs
            ids.append(thread.send_message(f"message {n}").id)
        self.assertEqual(len(set(ids)), 5)
        expected = [f"message {n}" for n in (4, 3, 2, 1, 0)]
        for thread in (self.mine, self.bobs):
            self.assertEqual(texts(thread), expected)
            pages = thread.list_messages(results_per_page=2).by_page()
            sizes = [len(list(page)) for page in pages]
            self.assertEqual(sizes, [2, 2, 2, 1], "with the two of the system")
            self.assertEqual(texts(thread, results_per_page=3), expected)
        numbers = [int(one.sequence_id) for one in self.mine.list_messages()]
        self.assertEqual(numbers, [7, 6, 5, 4, 3, 2, 1])

    def test_only_messages_from_a_time_on(self):
        self.mine.send_message("before")
        future = datetime.datetime.now(UTC) + datetime.timedelta(minutes=1)
        self.assertEqual(texts(self.mine, start_time=future), [])
        past = datetime.datetime.now(UTC) - datetime.timedelta(minutes=1)
        self.assertEqual(texts(self.mine, start_time=past), ["before"])

    def test_the_sender_edits(self):
        sent = self.mine.send_message("first", metadata={"a": "1"})
        self.mine.update_message(sent.id, "second", metadata={"a": "2"})
        message = self.bobs.get_message(sent.id)
        self.assertEqual((message.id, message.content.message), (sent.id, "second"))
        self.assertEqual(message.metadata, {"a": "2"})
        self.assertIsNotNone(message.edited_on)
        self.assertGreater(int(message.version), int(sent.id))
        self.assertEqual(texts(self.bobs), ["second"])

    def test_the_sender_deletes_and_a_stone_remains(self):
        sent = self.mine.send_message("regretted")
        self.mine.delete_message(sent.id)
        [stone] = [one for one in self.bobs.list_messages() if one.id == sent.id]
        self.assertIsNotNone(stone.deleted_on)
        self.assertEqual((stone.type, stone.content.message), (ChatMessageType.TEXT, ""))
        self.assertIsNone(stone.edited_on)
        self.assertGreater(int(stone.version), int(sent.id))
        self.assertEqual(texts(self.bobs), [None])

    def test_nobody_else_edits_or_deletes(self):
        sent = self.mine.send_message("mine")
        self.refuse(403, self.bobs.update_message, sent.id, "yours")
        self.refuse(403, self.bobs.delete_message, sent.id)
        self.assertEqual(texts(self.mine), ["mine"])

    def test_a_server_deletes_as_the_sender(self):
        sent = self.bobs.send_message("bad")
        self.bob.use(identity_client().get_token(self.bob.who, ["chat.join.limited"]).token)
        self.bob.in_thread(self.mine).delete_message(sent.id)
        self.assertEqual(texts(self.mine), [None])

    def test_unknown_messages(self):
        for identifier in ("1600000000000", "nope"):
            with self.subTest(identifier):
                error = self.refuse(404, self.mine.get_message, identifier)
                self.assertIsInstance(error, ResourceNotFoundError)
                self.refuse(404, self.mine.update_message, identifier, "x")
                self.refuse(404, self.mine.delete_message, identifier)

    def test_too_large(self):
        self.mine.send_message("a" * 20_000)
        for large in ("a" * 29_000, "✓" * 10_000):
            self.refuse(413, self.mine.send_message, large)
        sent = self.mine.send_message("small")
        self.refuse(413, self.mine.update_message, sent.id, "a" * 29_000)
        self.refuse(400, self.mine.send_message, "x", metadata={"k": "v" * 1100})
        self.assertEqual(len(texts(self.mine)), 2)


class Participants(Lab):
    def test_add_and_remove(self):
        carol = User()
        self.refuse(403, carol.in_thread(self.mine).send_message, "hello")
        self.mine.send_message("before Carol")
        self.assertEqual(self.bobs.add_participants([carol.as_participant("Carol")]), [])
        carols = carol.in_thread(self.mine)
        self.assertEqual(texts(carols), ["before Carol"])
        carols.send_message("hello")
        everybody = {self.alice.id: None, self.bob.id: "Bob", carol.id: "Carol"}
        self.assertEqual(members(self.mine), everybody)

        # Any participant removes any other, and those who made the thread.
        carols.remove_participant(self.alice.who)
        self.refuse(403, self.mine.send_message, "hello?")
        self.assertEqual(set(members(carols)), {self.bob.id, carol.id})
        kinds = [one.type for one in carols.list_messages()]
        self.assertEqual(kinds[0], ChatMessageType.PARTICIPANT_REMOVED)
        self.assertEqual(kinds.count(ChatMessageType.PARTICIPANT_ADDED), 2)

    def test_in_pages(self):
        others = [User() for _ in range(3)]
        self.mine.add_participants([other.as_participant() for other in others])
        pages = self.mine.list_participants(results_per_page=2).by_page()
        pages = [[one.identifier.raw_id for one in page] for page in pages]
        self.assertEqual([len(page) for page in pages], [2, 2, 1])
        everybody = {self.alice.id, self.bob.id, *(other.id for other in others)}
        self.assertEqual(set(sum(pages, [])), everybody)
        self.assertEqual(len(members(self.mine, skip=4)), 1)

    def test_history_is_shared_from_a_time_on(self):
        self.mine.send_message("secret")
        carol = User()
        later = datetime.datetime.now(UTC) + datetime.timedelta(seconds=1)
        self.mine.add_participants([carol.as_participant(since=later)])
        [shared] = [
            one.share_history_time
            for one in self.mine.list_participants()
            if one.identifier.raw_id == carol.id
        ]
        self.assertLess(abs(shared - later), datetime.timedelta(seconds=1))
        self.assertEqual(texts(carol.in_thread(self.mine)), [])
        [bobs] = [
            one.share_history_time
            for one in self.mine.list_participants()
            if one.identifier.raw_id == self.bob.id
        ]
        self.assertEqual(bobs, EVER)

    def test_whoever_left_reads_what_was_before(self):
        self.mine.send_message("before")
        self.mine.remove_participant(self.bob.who)
        self.mine.send_message("after")
        self.assertEqual(texts(self.bobs), ["before"])
        for operation, arguments in (
            (self.bobs.send_message, ("hello",)),
            (self.bobs.send_typing_notification, ()),
            (self.bobs.add_participants, ([User().as_participant()],)),
        ):
            self.refuse(403, operation, *arguments)

    def test_strangers_to_the_resource_are_not_added(self):
        carol = User()
        deleted = User()
        identity_client().delete_user(deleted.who)
        nobody = ChatParticipant(identifier=NOBODY)
        wanted = [carol.as_participant(), nobody, deleted.as_participant()]

        def invalid(errors):
            return {participant.identifier.raw_id: error.code for participant, error in errors}

        expected = {NOBODY.raw_id: "403", deleted.id: "404"}
        self.assertEqual(invalid(self.mine.add_participants(wanted)), expected)
        self.assertEqual(set(members(self.mine)), {self.alice.id, self.bob.id, carol.id})
        created = self.alice.chat.create_chat_thread("others", thread_participants=wanted)
        self.assertEqual(invalid(created.errors), expected)
        thread = self.alice.chat.get_chat_thread_client(created.chat_thread.id)
        self.assertEqual(set(members(thread)), {self.alice.id, carol.id})

    def test_at_most_two_hundred_at_once(self):
        many = [ChatParticipant(identifier=NOBODY) for _ in range(201)]
        self.refuse(400, self.mine.add_participants, many)

    def test_one_who_is_there_is_not_added_again(self):
        self.assertEqual(self.mine.add_participants([self.bob.as_participant("Bob")]), [])
        self.assertEqual(members(self.mine), {self.alice.id: None, self.bob.id: "Bob"})


class Presence(Lab):
    def test_receipts(self):
        sent = [self.mine.send_message(text).id for text in ("one", "two")]
        for identifier in sent:
            self.bobs.send_read_receipt(identifier)
        receipts = list(self.mine.list_read_receipts())
        self.assertEqual(
            {(one.sender.raw_id, one.chat_message_id) for one in receipts},
            {(self.bob.id, sent[1])},
            "one a reader: the latest",
        )
        self.mine.send_read_receipt(sent[1])
        pages = list(self.bobs.list_read_receipts(results_per_page=1).by_page())
        self.assertEqual([len(list(page)) for page in pages], [1, 1])
        age = datetime.datetime.now(UTC) - receipts[0].read_on
        self.assertLess(abs(age), datetime.timedelta(minutes=5))

    def test_typing(self):
        self.assertIsNone(self.mine.send_typing_notification())
        self.assertIsNone(self.bobs.send_typing_notification(sender_display_name="Bob"))
        self.refuse(403, User().in_thread(self.mine).send_typing_notification)


    def test_there_is_neither_among_more_than_twenty(self):
        sent = self.mine.send_message("hello")
        others = [User() for _ in range(19)]
        self.mine.add_participants([other.as_participant() for other in others[:18]])
        self.mine.send_typing_notification()
        self.bobs.send_read_receipt(sent.id)
        self.mine.add_participants([others[18].as_participant()])
        self.refuse(403, self.mine.send_typing_notification)
        self.refuse(403, self.bobs.send_read_receipt, sent.id)
        self.refuse(403, self.mine.list_read_receipts)


class Switches(Lab):
    """What the documentation leaves open, and what most tests do not want."""

    def set(self, **settings):
        self.addCleanup(simulator.control, "PUT", "chat/settings", {})
        simulator.control("PUT", "chat/settings", settings)

    def test_rate_limits(self):
        self.set(limits=True)
        mine = self.alice.in_thread(self.mine, retry_total=0)
        bobs = self.bob.in_thread(self.mine, retry_total=0)
        sent = [mine.send_message(f"message {n}").id for n in range(8)]
        # Edits and deletions count, too, and so does what others do in the thread.
        mine.update_message(sent[0], "edited")
        mine.delete_message(sent[1])
        for operation, arguments in (
            (mine.send_message, ("hello",)),
            (bobs.send_message, ("hello",)),
            (mine.delete_message, (sent[0],)),
        ):
            error = self.refuse(429, operation, *arguments)
            self.assertIn(int(error.response.headers["Retry-After"]), range(1, 11))
        self.assertEqual(len(texts(mine)), 8, "reading has limits of its own")
        other = self.alice.chat.create_chat_thread("other").chat_thread.id
        self.alice.chat.get_chat_thread_client(other).send_message("hello")
        self.addCleanup(simulator.control, "POST", "clock", {"advance_seconds": -10})
        simulator.control("POST", "clock", {"advance_seconds": 10})
        bobs.send_message("hello")

    def test_deleting_what_others_wrote(self):
        sent = self.mine.send_message("mine")
        self.set(othersMayDelete=True)
        self.bobs.delete_message(sent.id)
        self.assertEqual(texts(self.mine), [None])

    def test_deleting_after_having_left(self):
        sent = self.bobs.send_message("bad")
        self.mine.remove_participant(self.bob.who)
        self.refuse(403, self.bobs.delete_message, sent.id)
        self.set(removedSenderMayDelete=True)
        self.bobs.delete_message(sent.id)
        self.assertEqual(texts(self.mine), [None])

    def test_whoever_removed_themselves_removes_nobody(self):
        bobs = self.bob.in_thread(self.mine, retry_total=0)
        bobs.remove_participant(self.bob.who)
        self.refuse(500, bobs.remove_participant, self.alice.who)
        self.assertEqual(list(members(self.mine)), [self.alice.id])


class Tokens(Lab):
    def refuse_token(self, token):
        self.alice.use(token)
        thread = self.alice.in_thread(self.mine)
        error = self.refuse(401, thread.send_message, "hello")
        self.assertIsInstance(error, ClientAuthenticationError)
        self.refuse(401, thread.list_messages)
        self.refuse(401, self.alice.chat.create_chat_thread, "hello")

    def test_strangers_to_the_thread(self):
        mallory = User().in_thread(self.mine)
        sent = self.mine.send_message("private")
        for operation, arguments in (
            (mallory.get_properties, ()),
            (mallory.list_messages, ()),
            (mallory.get_message, (sent.id,)),
            (mallory.send_message, ("hello",)),
            (mallory.update_message, (sent.id, "mine")),
            (mallory.delete_message, (sent.id,)),
            (mallory.list_participants, ()),
            (mallory.add_participants, ([User().as_participant()],)),
            (mallory.remove_participant, (self.bob.who,)),
            (mallory.update_topic, ("mine",)),
            (mallory.list_read_receipts, ()),
            (mallory.send_read_receipt, (sent.id,)),
        ):
            with self.subTest(operation.__name__):
                self.refuse(403, operation, *arguments)
        self.refuse(403, User().chat.delete_chat_thread, self.mine.thread_id)
        self.assertEqual(texts(self.mine), ["private"])

    def test_a_revoked_token(self):
        token = identity_client().get_token(self.alice.who, ["chat"]).token
        identity_client().revoke_tokens(self.alice.who)
        self.refuse_token(token)
        self.alice.use(identity_client().get_token(self.alice.who, ["chat"]).token)
        self.alice.in_thread(self.mine).send_message("back again")

    def test_a_deleted_users_token(self):
        token = identity_client().get_token(self.alice.who, ["chat"]).token
        identity_client().delete_user(self.alice.who)
        self.refuse_token(token)

    def test_an_expired_token(self):
        hour = datetime.timedelta(hours=1)
        token = identity_client().get_token(self.alice.who, ["chat"], token_expires_in=hour).token
        later = {"advance_seconds": 3601}
        self.addCleanup(simulator.control, "POST", "clock", {"advance_seconds": -3601})
        simulator.control("POST", "clock", later)
        self.refuse_token(token)

    def test_tokens_of_nobody(self):
        self.refuse_token(simulator.unsigned_token(3600))

    def test_scopes(self):
        sent = self.bobs.send_message("hello")
        for scope, may in (
            ("chat", {"create", "topic", "add", "write"}),
            ("chat.join", {"add", "write"}),
            ("chat.join.limited", {"write"}),
            ("voip", set()),
        ):
            user = User(scope)
            self.mine.add_participants([user.as_participant()])
            thread = user.in_thread(self.mine)
            for right, operation, arguments in (
                ("create", user.chat.create_chat_thread, ("mine",)),
                ("topic", thread.update_topic, (scope,)),
                ("add", thread.add_participants, ([self.bob.as_participant("Bob")],)),
                ("write", thread.send_message, (f"from {scope}",)),
                ("write", thread.list_messages, ()),
                ("write", thread.send_typing_notification, ()),
                ("write", thread.send_read_receipt, (sent.id,)),
            ):
                with self.subTest(scope=scope, operation=operation.__name__):
                    if right in may:
                        operation(*arguments)
                    else:
                        self.refuse(403, operation, *arguments)
            self.mine.remove_participant(user.who)


if __name__ == "__main__":
    unittest.main()

"""azure-ai-contentsafety: texts, judged in four categories."""

import os
import unittest

import simulator
from azure.ai.contentsafety import ContentSafetyClient
from azure.ai.contentsafety.aio import ContentSafetyClient as AsyncContentSafetyClient
from azure.ai.contentsafety.models import AnalyzeTextOptions, AnalyzeTextOutputType, TextCategory
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ResourceNotFoundError,
)
from azure.identity import ManagedIdentityCredential

ENDPOINT = os.environ["CONTENT_SAFETY_ENDPOINT"]
KEY = os.environ["CONTENT_SAFETY_KEY"]
EIGHT = AnalyzeTextOutputType.EIGHT_SEVERITY_LEVELS
QUIET = {"Hate": 0, "SelfHarm": 0, "Sexual": 0, "Violence": 0}


def severities(result):
    return {one.category: one.severity for one in result.categories_analysis}


class ContentSafety(simulator.Faults):
    def setUp(self):
        self.client = ContentSafetyClient(ENDPOINT, AzureKeyCredential(KEY))

    def judge(self, text, **options):
        result = self.client.analyze_text(AnalyzeTextOptions(text=text, **options))
        self.assertEqual(result.blocklists_match, [])
        return severities(result)

    def refuse(self, status, code, text, **options):
        with self.assertRaises(HttpResponseError) as refused:
            self.judge(text, **options)
        error = refused.exception
        self.assertEqual((error.status_code, error.error.code), (status, code))
        return error

    def test_four_levels_and_eight(self):
        word = simulator.unique("word")
        for category, severity in (("Violence", 7), ("SelfHarm", 3)):
            harm = {"phrase": word, "category": category, "severity": severity}
            simulator.control("PUT", "contentsafety", harm)
        self.assertEqual(self.judge("a quiet day"), QUIET)
        text = f"i hate you, {word.upper()}"
        found = {**QUIET, "Hate": 2, "SelfHarm": 3, "Violence": 7}
        self.assertEqual(self.judge(text, output_type=EIGHT), found)
        self.assertEqual(self.judge(text), {**found, "SelfHarm": 2, "Violence": 6})

    def test_some_categories(self):
        wanted = [TextCategory.HATE, TextCategory.VIOLENCE]
        self.assertEqual(self.judge("i hate you", categories=wanted), {"Hate": 2, "Violence": 0})

    def test_limits(self):
        self.assertEqual(self.judge("✓" * 10_000), QUIET)
        self.refuse(400, "InvalidRequestBody", "a" * 10_001)
        error = self.refuse(404, "ResourceNotFound", "hello", blocklist_names=["mine"])
        self.assertIsInstance(error, ResourceNotFoundError)

    def test_credentials(self):
        self.client = ContentSafetyClient(ENDPOINT, ManagedIdentityCredential())
        self.assertEqual(self.judge("hello"), QUIET)
        self.client = ContentSafetyClient(ENDPOINT, AzureKeyCredential("nobody's"))
        self.assertIsInstance(self.refuse(401, "401", "hello"), ClientAuthenticationError)

    def test_it_is_asked_again_after_a_429(self):
        self.break_service(contentsafety={"status": 429, "retry_after": 0, "times": 1})
        self.assertEqual(self.judge("hello"), QUIET)


class AsyncContentSafety(unittest.IsolatedAsyncioTestCase):
    async def test_a_judgement(self):
        async with AsyncContentSafetyClient(ENDPOINT, AzureKeyCredential(KEY)) as client:
            result = await client.analyze_text(AnalyzeTextOptions(text="i hate you"))
        self.assertEqual(severities(result), {**QUIET, "Hate": 2})


if __name__ == "__main__":
    unittest.main()

"""azure-keyvault-secrets: secrets, their versions, and who may read them."""

import unittest
from datetime import datetime, timezone

import simulator
from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ResourceExistsError,
    ResourceNotFoundError,
)
from azure.identity import ClientSecretCredential, DefaultAzureCredential, ManagedIdentityCredential
from azure.keyvault.secrets import SecretClient


def connect(credential):
    """A client that takes a vault on loopback: the challenge's resource is not in its host name."""
    return SecretClient(simulator.VAULT, credential, verify_challenge_resource=False)


class Secrets(unittest.TestCase):
    def setUp(self):
        self.client = connect(self.enterContext(ManagedIdentityCredential()))
        self.enterContext(self.client)
        self.name = simulator.unique("secret")

    def test_set_and_get(self):
        expires = datetime(2030, 1, 1, tzinfo=timezone.utc)
        written = self.client.set_secret(
            self.name, "värde", content_type="text/plain", tags={"a": "b"}, expires_on=expires
        )
        read = self.client.get_secret(self.name)
        for secret in (written, read):
            self.assertEqual((secret.name, secret.value), (self.name, "värde"))
            properties = secret.properties
            self.assertEqual(properties.content_type, "text/plain")
            self.assertEqual(properties.tags, {"a": "b"})
            self.assertEqual((properties.enabled, properties.expires_on), (True, expires))
            self.assertRegex(properties.version, "^[0-9a-f]{32}$")
            self.assertTrue(secret.id.endswith(f"/secrets/{self.name}/{properties.version}"))
        self.assertEqual(written.properties.version, read.properties.version)

    def test_versions(self):
        written = [self.client.set_secret(self.name, f"value {n}") for n in range(3)]
        versions = [secret.properties.version for secret in written]
        self.assertEqual(len(set(versions)), 3)
        self.assertEqual(self.client.get_secret(self.name).value, "value 2")
        for n, version in enumerate(versions):
            self.assertEqual(self.client.get_secret(self.name, version).value, f"value {n}")
        listed = self.client.list_properties_of_secret_versions(self.name)
        self.assertEqual({item.version for item in listed}, set(versions))

    def test_list_in_pages(self):
        names = {f"{self.name}-{n}" for n in range(30)}
        for name in names:
            self.client.set_secret(name, "x")
        pages = list(self.client.list_properties_of_secrets().by_page())
        listed = [item.name for page in map(list, pages) for item in page]
        self.assertGreater(len(pages), 1)
        self.assertEqual(len(listed), len(set(listed)))
        self.assertLessEqual(names, set(listed))
        self.assertIn("acs-connection-string", listed)

    def test_update(self):
        version = self.client.set_secret(self.name, "x").properties.version
        self.client.update_secret_properties(self.name, version, tags={"x": "y"})
        read = self.client.get_secret(self.name)
        self.assertEqual((read.value, read.properties.tags), ("x", {"x": "y"}))

    def test_disabled(self):
        self.client.set_secret(self.name, "x")
        self.client.update_secret_properties(self.name, enabled=False)
        with self.assertRaises(HttpResponseError) as refused:
            self.client.get_secret(self.name)
        self.assertEqual(refused.exception.status_code, 403)
        self.assertEqual(refused.exception.error.code, "Forbidden")
        self.client.update_secret_properties(self.name, enabled=True)
        self.assertEqual(self.client.get_secret(self.name).value, "x")

    def test_not_found(self):
        with self.assertRaises(ResourceNotFoundError) as refused:
            self.client.get_secret(self.name)
        self.assertEqual(refused.exception.error.code, "SecretNotFound")
        self.client.set_secret(self.name, "x")
        with self.assertRaises(ResourceNotFoundError):
            self.client.get_secret(self.name, "0" * 32)

    def test_delete_recover_purge(self):
        self.client.set_secret(self.name, "x")
        deleted = self.client.begin_delete_secret(self.name).result()
        self.assertEqual(deleted.name, self.name)
        with self.assertRaises(ResourceNotFoundError):
            self.client.get_secret(self.name)
        with self.assertRaises(ResourceExistsError):
            self.client.set_secret(self.name, "y")
        self.assertIn(self.name, {item.name for item in self.client.list_deleted_secrets()})
        self.client.begin_recover_deleted_secret(self.name).wait()
        self.assertEqual(self.client.get_secret(self.name).value, "x")
        self.client.begin_delete_secret(self.name).wait()
        self.client.purge_deleted_secret(self.name)
        with self.assertRaises(ResourceNotFoundError):
            self.client.get_deleted_secret(self.name)
        self.assertEqual(self.client.set_secret(self.name, "new").value, "new")

    def test_a_bad_name_is_refused(self):
        with self.assertRaises(HttpResponseError) as refused:
            self.client.set_secret("under_score", "x")
        self.assertEqual(refused.exception.status_code, 400)
        self.assertEqual(refused.exception.error.code, "BadParameter")

    def test_the_simulator_holds_its_own_connection_string(self):
        read = self.client.get_secret("acs-connection-string")
        self.assertEqual(read.value, simulator.CONNECTION_STRING)


class Credentials(unittest.TestCase):
    def test_entra_credentials(self):
        client_secret = ClientSecretCredential(
            simulator.TENANT,
            "client",
            "secret",
            authority=simulator.AUTHORITY,
            disable_instance_discovery=True,
            # The challenge names the vault's own tenant.
            additionally_allowed_tenants=["*"],
        )
        for credential in (client_secret, DefaultAzureCredential()):
            with self.subTest(type(credential).__name__), credential, connect(credential) as client:
                self.assertTrue(client.get_secret("acs-connection-string").value)

    def test_a_token_for_another_service(self):
        class ForAcs(ManagedIdentityCredential):
            def get_token_info(self, *scopes, **options):
                options.pop("options", None)
                return super().get_token_info("https://communication.azure.com/.default")

        with ForAcs() as credential, connect(credential) as client:
            with self.assertRaises(ClientAuthenticationError) as refused:
                client.get_secret("acs-connection-string")
        self.assertEqual(refused.exception.status_code, 401)

    def test_the_resource_check_is_on_unless_switched_off(self):
        with ManagedIdentityCredential() as credential:
            with SecretClient(simulator.VAULT, credential) as client:
                with self.assertRaisesRegex(ValueError, "challenge resource"):
                    client.get_secret("acs-connection-string")


if __name__ == "__main__":
    unittest.main()

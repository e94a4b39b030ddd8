"""Encrypted connections: a certificate that nobody vouches for ends the attempt before anything is said."""

import datetime as dt
import ipaddress
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from linkspan.kernel.outgoing import http
from linkspan.modules.notify.models import Channel, Delivery

from .conftest import KEY, allow, choose, deliver, make_channel, mention


@pytest.fixture
def own_certificate(tmp_path):
    """A certificate for 127.0.0.1 that signs itself; its file with the key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "own.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def secure(web, own_certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own_certificate)
    web.socket = context.wrap_socket(web.socket, server_side=True)
    return web


def test_a_webhook_with_a_certificate_of_its_own_is_not_trusted(world, risk, secure):
    allow(secure)
    hook = make_channel("webhook", {"url": f"https://127.0.0.1:{secure.port}/in", "key": KEY})
    choose(world, "engineer", ways={"mentioned": {str(hook.pk): True}})
    mention(world, risk, "engineer")
    deliver()
    found = Delivery.objects.get()
    assert (found.state, found.error_code, secure.got) == ("waiting", "certificate", [])
    assert "self-signed" in found.error_params["detail"] or "self signed" in found.error_params["detail"]


def test_a_certificate_that_the_company_vouches_for_is_trusted(world, risk, secure, own_certificate, monkeypatch):
    allow(secure)
    real = http.tls_context

    def vouched():
        context = real()
        context.load_verify_locations(own_certificate)
        return context

    monkeypatch.setattr(http, "tls_context", vouched)
    hook = make_channel("webhook", {"url": f"https://127.0.0.1:{secure.port}/in", "key": KEY})
    choose(world, "engineer", ways={"mentioned": {str(hook.pk): True}})
    mention(world, risk, "engineer")
    deliver()
    assert (Delivery.objects.get().state, len(secure.got)) == ("sent", 1)


def test_mail_with_a_certificate_of_its_own_is_not_trusted(world, risk, mail, mails, own_certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own_certificate)
    mails.socket = context.wrap_socket(mails.socket, server_side=True)
    Channel.base_rows.update(settings={**mail.settings, "security": "tls"})
    mention(world, risk, "engineer")
    deliver()
    found = Delivery.objects.get()
    assert (found.state, found.error_code, mails.heard) == ("waiting", "certificate", [])

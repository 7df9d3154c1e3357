"""Speaks to the controller from inside an ephemeral environment: OAuth 1.0 PLAINTEXT, JSON, signals.

Only Python's standard library, 3.6 and newer. settings.json lies beside this file and says where the
controller is: {"metadata_url": "http://.../", "credentials": {...} or null}.
"""
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

HERE = os.path.dirname(os.path.abspath(__file__))
VERSION = "2012-03-01"
# Between attempts, in seconds: a controller that restarts is back long before the last one.
DELAYS = (1, 1, 2, 4, 8, 16, 32)

with open(os.path.join(HERE, "settings.json")) as stream:
    SETTINGS = json.load(stream)

# No proxy, whatever the environment says: the controller is on this wire.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def url(path=""):
    return "%s/%s/%s" % (SETTINGS["metadata_url"].rstrip("/"), VERSION, path)


def authorization():
    """The header of RFC 5849 section 3.5.1; the consumer's secret is empty, hence the leading %26."""
    keys = SETTINGS.get("credentials")
    if not keys:
        return {}
    fields = {
        "oauth_nonce": uuid.uuid4().hex,
        "oauth_timestamp": str(int(time.time())),
        "oauth_version": "1.0",
        "oauth_signature_method": "PLAINTEXT",
        "oauth_consumer_key": keys["consumer_key"],
        "oauth_token": keys["token_key"],
        "oauth_signature": "%26" + urllib.parse.quote(keys["token_secret"], safe=""),
    }
    return {"Authorization": "OAuth " + ", ".join('%s="%s"' % pair for pair in fields.items())}


def request(address, body=None, content_type=None):
    """(status, bytes) of the answer. Only what another attempt may cure is tried again."""
    headers = authorization()
    if content_type:
        headers["Content-Type"] = content_type
    for delay in DELAYS + (None,):
        try:
            asked = urllib.request.Request(address, data=body, headers=headers)
            with OPENER.open(asked, timeout=60) as answer:
                return answer.getcode(), answer.read()
        except urllib.error.HTTPError as error:
            if error.code < 500 and error.code not in (408, 429):
                return error.code, error.read()
            reason = error
        except OSError as error:
            reason = error
        if delay is None:
            raise SystemExit("%s: %s" % (address, reason))
        time.sleep(delay)


def get(path):
    return request(url(path))


def post_json(path, value):
    return request(url(path), json.dumps(value).encode(), "application/json")


def signal(status, files=None, **fields):
    """One form, as MAAS's own runner posts it: op=signal, a status, and files by name."""
    boundary = uuid.uuid4().hex
    parts = [part(boundary, 'name="%s"' % key, str(value).encode())
             for key, value in dict(fields, op="signal", status=status).items()]
    parts += [part(boundary, 'name="%s"; filename="%s"' % (name, name), content)
              for name, content in (files or {}).items()]
    body = b"".join(parts) + b"--" + boundary.encode() + b"--\r\n"
    return request(url(), body, "multipart/form-data; boundary=" + boundary)


def part(boundary, disposition, content):
    head = "--%s\r\nContent-Disposition: form-data; %s\r\n\r\n" % (boundary, disposition)
    return head.encode() + content + b"\r\n"

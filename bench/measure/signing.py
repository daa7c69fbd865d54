# SPDX-License-Identifier: Apache-2.0
"""Requests signed with SigV4 beforehand, as bytes that only need to be sent."""

import hashlib
import hmac
import time
from urllib.parse import quote

UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
EMPTY_SHA256 = hashlib.sha256(b"").hexdigest()

# Ostler, like AWS, accepts a header signature for 15 minutes: whoever replays requests for longer signs new ones.
VALID_SECONDS = 15 * 60


class Signer:
    """Signs for one key, region and address. A signature of its own, so that a mistake of Ostler's signer would show."""

    def __init__(self, access_key, secret_key, region, host):
        self.access_key = access_key
        self.secret_key = secret_key
        self.region = region
        self.host = host

    def heads(self, method, targets, body_sha256=EMPTY_SHA256, body_length=None):
        """The head of one request for each of `targets`: a path, or a pair of path and parameters."""
        now = time.gmtime()
        date = time.strftime("%Y%m%dT%H%M%SZ", now)
        scope = f"{date[:8]}/{self.region}/s3/aws4_request"
        key = b"AWS4" + self.secret_key.encode()
        for part in (date[:8], self.region, "s3", "aws4_request"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        signed = "host;x-amz-content-sha256;x-amz-date"
        headers = f"host:{self.host}\nx-amz-content-sha256:{body_sha256}\nx-amz-date:{date}\n\n{signed}\n{body_sha256}"
        length = "" if body_length is None else f"Content-Length: {body_length}\r\n"
        rest = (
            f" HTTP/1.1\r\nHost: {self.host}\r\nx-amz-content-sha256: {body_sha256}\r\nx-amz-date: {date}\r\n{length}"
            f"Authorization: AWS4-HMAC-SHA256 Credential={self.access_key}/{scope}, SignedHeaders={signed}, Signature="
        )
        for target in targets:
            path, query = self._encoded(target)
            canonical = f"{method}\n{path}\n{query}\n{headers}"
            digest = hashlib.sha256(canonical.encode()).hexdigest()
            to_sign = f"AWS4-HMAC-SHA256\n{date}\n{scope}\n{digest}"
            signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
            uri = f"{path}?{query}" if query else path
            yield f"{method} {uri}{rest}{signature}\r\n\r\n".encode()

    def puts(self, targets, body, sign_body=True):
        sha256 = hashlib.sha256(body).hexdigest() if sign_body else UNSIGNED_PAYLOAD
        return self.heads("PUT", targets, sha256, len(body))

    @staticmethod
    def _encoded(target):
        if isinstance(target, str):
            return quote(target, safe="/-_.~"), ""
        path, parameters = target
        query = "&".join(sorted(f"{quote(name, safe='-_.~')}={quote(str(value), safe='-_.~')}"
                                for name, value in parameters.items()))
        return quote(path, safe="/-_.~"), query

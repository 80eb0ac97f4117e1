"""An archive over HTTP: one connection, both APIs."""

import http.client
import json
import urllib.parse


class Refused(Exception):
    """An answer that is none of the expected ones."""

    def __init__(self, what: str, status: int, answer):
        super().__init__(f"{what} answered {status}: {str(answer)[:600]}")
        self.status = status
        self.answer = answer


class Archive:
    def __init__(self, url: str, username: str, password: str):
        parts = urllib.parse.urlsplit(url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(parts.netloc, timeout=120)
        self._headers = {}
        self.url = url.rstrip("/")
        self._headers = {"X-ArchivesSpace-Session": self._log_in(username, password)}
        _, headers = self._send("POST", "/login", {"username": username, "password": password}, {})
        self._cookie = {"Cookie": headers["Set-Cookie"].split(";")[0]}

    def _log_in(self, username: str, password: str) -> str:
        form = urllib.parse.urlencode({"password": password, "expiring": "true"}).encode()
        answer, _ = self._send("POST", f"/users/{urllib.parse.quote(username)}/login", form,
                               {"Content-Type": "application/x-www-form-urlencoded"})
        return answer["session"]

    # ArchivesSpace.

    def get(self, path: str, **query):
        pairs = urllib.parse.urlencode({name.replace("__", "[]"): value for name, value in query.items()}, doseq=True)
        return self._send("GET", f"{path}?{pairs}" if pairs else path, None, self._headers)[0]

    def post(self, path: str, body):
        return self._send("POST", path, body, self._headers)[0]

    def post_or_find(self, path: str, body) -> str:
        """Creates a shared record, or finds the one that has its authority id already."""
        try:
            return self.post(path, body)["uri"]
        except Refused as refused:
            found = refused.answer.get("error", {}) if isinstance(refused.answer, dict) else {}
            if refused.status == 400 and isinstance(found, dict) and found.get("conflicting_record"):
                return found["conflicting_record"][0]
            raise

    # ARCS.

    def read(self, path: str):
        return self._send("GET", path, None, self._cookie)[0]

    def write(self, path: str, body):
        return self._send("POST", path, body, self._cookie)[0]

    def upload(self, fields: dict[str, str], name: str, kind: str, content: bytes, once: str):
        """Uploads a file; sent again under the same name `once`, it is the file of the first time."""
        edge = "fonds-demo-7b1c"
        body = b"".join(
            f'--{edge}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
            for field, value in fields.items()
        )
        body += (f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
                 f"Content-Type: {kind}\r\n\r\n").encode() + content + f"\r\n--{edge}--\r\n".encode()
        headers = {**self._cookie, "Content-Type": f"multipart/form-data; boundary={edge}", "Idempotency-Key": once}
        return self._send("POST", "/api/resources", body, headers)[0]

    def _send(self, method: str, path: str, body, headers: dict):
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            headers = {"Content-Type": "application/json", **headers}
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):
            # A connection that was idle for too long was closed at the other end.
            self._connection.close()
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
        content = answer.read()
        try:
            told = json.loads(content) if content else None
        except ValueError:
            told = content[:200]
        if answer.status >= 300:
            raise Refused(f"{method} {path.split('?')[0]}", answer.status, told)
        return told, answer.headers

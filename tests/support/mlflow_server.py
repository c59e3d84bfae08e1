"""A tracking server as small as can be: it answers as MLflow's own does, and remembers what it was asked."""

import json
import threading
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

EXPERIMENT = {"experiment_id": "1", "name": "spanishgas", "lifecycle_stage": "active"}


class MlflowServer(ThreadingHTTPServer):
    """Makes one run, whose files are where ``artifact_uri`` says; with ``code`` it refuses or sends elsewhere."""

    def __init__(self, artifact_uri: str, code: int, location: str | None, page: str) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.run_id = uuid.uuid4().hex
        info = {"run_id": self.run_id, "run_uuid": self.run_id, "experiment_id": "1", "status": "RUNNING"}
        self.run = {"run": {"info": {**info, "artifact_uri": artifact_uri, "lifecycle_stage": "active"}, "data": {}}}
        self.code, self.location, self.page = code, location, page
        self.asked: list[str] = []
        self.sent: list[bytes] = []
        self.authorizations: set[str | None] = set()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class _Answer(BaseHTTPRequestHandler):
    server: MlflowServer

    def _answer(self) -> None:
        path = self.path.partition("?")[0]
        self.server.asked.append(path)
        self.server.sent.append(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        self.server.authorizations.add(self.headers.get("Authorization"))
        found: object = {}
        if path.endswith("get-by-name"):
            found = {"experiment": EXPERIMENT}
        elif path.endswith(("runs/create", "runs/get")):
            found = self.server.run
        content = (json.dumps(found) if self.server.code == 200 else self.server.page).encode()
        self.send_response(self.server.code)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_PATCH = _answer  # noqa: N815 names of the base class

    def log_message(self, format: str, *args: object) -> None: ...


@contextmanager
def mlflow_server(
    artifact_uri: str = "mlflow-artifacts:/1/files", code: int = 200, location: str | None = None, page: str = ""
) -> Generator[MlflowServer]:
    with MlflowServer(artifact_uri, code, location, page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()

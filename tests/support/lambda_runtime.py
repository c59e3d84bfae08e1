"""Lambda's side of a function: gives it one event, and keeps what it answers."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from threading import Event, Thread
from typing import Any

Answers = Queue[tuple[str, str]]


@contextmanager
def lambda_runtime(event: dict[str, Any]) -> Generator[tuple[str, Answers]]:
    """The address for AWS_LAMBDA_RUNTIME_API, and the answers: path and body."""
    answers: Answers = Queue()
    given, over = Event(), Event()

    class Runtime(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if given.is_set():  # there is no other event: wait until the test is over
                over.wait()
                return
            given.set()
            self.send_response(200)
            self.send_header("Lambda-Runtime-Aws-Request-Id", "one")
            self.send_header("Content-Type", "application/json")
            self.send_header("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700")
            self.send_header("Lambda-Runtime-Deadline-Ms", "4102444800000")
            self.send_header("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:1:function:trigger")
            self._end(json.dumps(event))

        def do_POST(self) -> None:
            answers.put((self.path, self.rfile.read(int(self.headers["Content-Length"])).decode()))
            self.send_response(202)
            self._end("")

        def _end(self, body: str) -> None:
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Runtime)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_port}", answers
    finally:
        over.set()
        server.shutdown()

"""A small web application: answers / with its version, and /health. It needs only Python.

Environment: PORT (8000), VERSION; and for experiments with deployments
  DELAY=SECONDS     every answer of / takes that long
  FAIL_HEALTH=1     /health answers 500
  CRASH=SECONDS     the program exits with status 1 after that time
  EAT_MEMORY=MIB    the program takes that much memory when it starts
"""

import os
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

version = os.environ.get("VERSION", "unknown")
delay = float(os.environ.get("DELAY", "0"))
healthy = os.environ.get("FAIL_HEALTH", "") in ("", "0")


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/health":
            self.answer(200 if healthy else 500, "ok" if healthy else "failing")
        elif self.path == "/":
            time.sleep(delay)
            self.answer(200, version)
        else:
            self.answer(404, "not found")

    do_HEAD = do_GET

    def answer(self, status: int, text: str) -> None:
        body = f"{text}\n".encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *values: object) -> None:
        print(self.address_string(), format % values, flush=True)


class Server(ThreadingHTTPServer):
    # A stop waits for the requests in flight.
    daemon_threads = False
    request_queue_size = 128


def main() -> None:
    memory = bytearray(int(os.environ.get("EAT_MEMORY", "0")) * 1024 * 1024)
    # Memory that is only reserved is not used.
    memory[::4096] = b"x" * len(memory[::4096])
    if "CRASH" in os.environ:
        threading.Timer(float(os.environ["CRASH"]), crash).start()
    server = Server(("", int(os.environ.get("PORT", "8000"))), Handler)
    # `shutdown` waits for the loop of this thread, so another thread must call it.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"version {version} listens on port {server.server_port}", flush=True)
    server.serve_forever(poll_interval=0.1)
    server.server_close()
    print("stopped", flush=True)


def crash() -> None:
    print("crashing, as CRASH requests", file=sys.stderr, flush=True)
    os._exit(1)


main()

# SPDX-License-Identifier: Apache-2.0
"""An MCP server over stdio that is healthy or shows one fault: stdio_server.py MODE [ARGS]."""

import inspect
import itertools
import os
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True

from fixture_tools import (  # noqa: E402
    INTERNAL_ERROR,
    TOOLS,
    LegacyServer,
    ModernServer,
    RpcError,
    answer,
    encode,
    error_answer,
    log_notification,
    parse,
    tool_page,
)

LIFETIME_SECONDS = 120
CHUNK = 65536
DEPTH = 1_000_000


def write(data):
    """Sends raw bytes to the client."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def send(message):
    """Sends one message on its line."""
    write(encode(message) + b"\n")


def receive():
    """The next well-formed message, or None when the client has closed stdin."""
    for line in sys.stdin.buffer:
        try:
            return parse(line)
        except RpcError as error:
            send(error_answer(None, error))
    return None


def messages():
    """Every message until the client closes stdin."""
    return iter(receive, None)


def respond(server, message):
    """Answers one message honestly."""
    reply = server.reply(message)
    if reply is not None:
        send(reply)


def serve(server, on_list=None):
    """Answers all messages; `on_list`, if given, deals with tools/list instead."""
    for message in messages():
        if on_list and server.ready and message.get("method") == "tools/list" and "id" in message:
            on_list(message)
        else:
            respond(server, message)


def serve_list_result(make_result):
    """Serves the legacy era, tools/list from a function of its params."""
    server = LegacyServer()
    server.methods["tools/list"] = make_result
    serve(server)


def around_tools(request):
    """The bytes of a tools/list answer before and after its tools."""
    marker = "the tools"
    return encode(answer(request["id"], {"tools": marker})).split(encode(marker))


def idle():
    """Stays alive without doing anything."""
    while True:
        time.sleep(LIFETIME_SECONDS)


def save(path, lines):
    """Writes a small file in one step, so that no reader sees half of it."""
    temporary = path + ".part"
    with open(temporary, "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
    os.replace(temporary, path)


def environment_names():
    """The variables that the client passed, without those that Python adds to itself."""
    try:
        with open("/proc/self/environ", "rb") as file:
            entries = file.read().split(b"\0")
    except OSError:
        return sorted(os.environ)
    return sorted(os.fsdecode(entry.partition(b"=")[0]) for entry in entries if entry)


def legacy():
    """No fault: speaks only 2025-11-25."""
    serve(LegacyServer())


def modern():
    """No fault: speaks only 2026-07-28."""
    serve(ModernServer())


def slow_start(seconds):
    """Sleeps before it reads anything."""
    time.sleep(float(seconds))
    legacy()


def ignores_unknown():
    """Never answers a method it does not know, server/discover among them."""
    server = LegacyServer()
    for message in messages():
        if message.get("method") in server.methods or "id" not in message:
            respond(server, message)


def hangs():
    """Reads everything and answers nothing."""
    for _ in messages():
        pass


def hangs_on_list():
    """Never answers tools/list."""
    serve(LegacyServer(), lambda request: None)


def floods():
    """Answers tools/list with a line that never ends."""

    def flood(request):
        before, _ = around_tools(request)
        write(before + b'[{"name":"')
        while True:
            write(b"a" * CHUNK)

    serve(LegacyServer(), flood)


def floods_lines():
    """Answers tools/list with valid notifications that never end."""

    def flood(request):
        for number in itertools.count():
            send(log_notification(f"still listing, step {number}" + "." * 60_000))

    serve(LegacyServer(), flood)


def floods_tools():
    """Lists pages of tools that never end, each with a new cursor."""

    def page(params):
        number = int(params.get("cursor", "0"))
        tools = [{**TOOLS[0], "name": f"search_books_{number}_{index}"} for index in range(100)]
        return {"tools": tools, "nextCursor": str(number + 1)}

    serve_list_result(page)


def floods_stderr():
    """Writes eight megabytes to stderr before it reads anything."""
    for _ in range(128):
        sys.stderr.write("loading\n" * (CHUNK // 8))
    sys.stderr.flush()
    legacy()


def cursor_loop():
    """Gives the same cursor with every page."""
    serve_list_result(lambda params: {"tools": TOOLS, "nextCursor": "again"})


def dies():
    """Ends at once with a complaint on stderr."""
    sys.stderr.write("boom: no configuration found\n")
    sys.exit(3)


def dies_on_list():
    """Ends in the middle of the tools/list answer."""

    def die(request):
        line = encode(answer(request["id"], tool_page({})))
        write(line[: len(line) // 2])
        sys.exit(1)

    serve(LegacyServer(), die)


def prints():
    """Prints lines that are not JSON before and between the answers."""
    server = LegacyServer()
    write(b"*** Library fixture 1.0.0 ***\n\n{ready}\n")
    for message in messages():
        write(f"[info] got {message.get('method')}\n".encode())
        respond(server, message)


def errors():
    """Answers tools/list with an internal error."""
    refusal = RpcError(INTERNAL_ERROR, "database is locked")
    serve(LegacyServer(), lambda request: send(error_answer(request["id"], refusal)))


def bad_json():
    """Answers tools/list with a line of JSON that is cut short."""

    def cut(request):
        line = encode(answer(request["id"], tool_page({})))
        write(line[: len(line) // 2] + b"\n")

    serve(LegacyServer(), cut)


def wrong_shape():
    """Answers tools/list with a string in place of the tools."""
    serve_list_result(lambda params: {"tools": "search_books, get_book, hold_book"})


def invalid_utf8():
    """Answers tools/list with bytes that are not UTF-8 in a description."""

    def spoil(request):
        tool = {**TOOLS[0], "description": "Finds books MARKER in the catalogue."}
        line = encode(answer(request["id"], {"tools": [tool]}))
        write(line.replace(b"MARKER", b"\xff\xfe") + b"\n")

    serve(LegacyServer(), spoil)


def duplicate_keys():
    """Answers tools/list with two members called tools."""

    def repeat(request):
        before, after = around_tools(request)
        write(before + b'[],"tools":' + encode(TOOLS) + after + b"\n")

    serve(LegacyServer(), repeat)


def deep():
    """Answers tools/list with arrays nested a million deep."""

    def nest(request):
        before, after = around_tools(request)
        write(before + b"[" * DEPTH + b"]" * DEPTH + after + b"\n")

    serve(LegacyServer(), nest)


def asks_back():
    """Answers tools/list only when the client has answered two requests of the server."""
    server = LegacyServer()

    def ask(request):
        open_ids = {"fixture-roots", "fixture-ping"}
        send({"jsonrpc": "2.0", "id": "fixture-roots", "method": "roots/list"})
        send({"jsonrpc": "2.0", "id": "fixture-ping", "method": "ping"})
        for message in messages():
            if "method" in message:
                respond(server, message)
            elif "result" in message or "error" in message:
                open_ids.discard(message.get("id"))
            if not open_ids:
                respond(server, request)
                return

    serve(server, ask)


def grandchild(pid_file):
    """Leaves a child in a session of its own, ignores SIGTERM and hangs."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    child = subprocess.Popen(["sleep", "600"], start_new_session=True)
    save(pid_file, [os.getpid(), child.pid])
    idle()


def environment(path_file):
    """Notes the names of its environment variables, then serves the legacy era."""
    save(path_file, environment_names())
    legacy()


def calls(log_file):
    """Notes each method it receives, and serves the legacy era."""
    server = LegacyServer()
    with open(log_file, "a", encoding="utf-8", buffering=1) as log:
        for message in messages():
            if "method" in message:
                log.write(message["method"] + "\n")
            respond(server, message)


MODES = {
    mode.__name__.replace("_", "-"): mode
    for mode in (
        legacy,
        modern,
        slow_start,
        ignores_unknown,
        hangs,
        hangs_on_list,
        floods,
        floods_lines,
        floods_tools,
        floods_stderr,
        cursor_loop,
        dies,
        dies_on_list,
        prints,
        errors,
        bad_json,
        wrong_shape,
        invalid_utf8,
        duplicate_keys,
        deep,
        asks_back,
        grandchild,
        environment,
        calls,
    )
}


def main(arguments):
    """Runs the mode that the command line names."""
    mode = MODES.get(arguments[0]) if arguments else None
    if mode is None or len(inspect.signature(mode).parameters) != len(arguments) - 1:
        sys.exit(f"usage: stdio_server.py MODE [ARGS], MODE one of: {', '.join(MODES)}")
    signal.alarm(LIFETIME_SECONDS)
    try:
        mode(*arguments[1:])
    except BrokenPipeError:
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])

#!/usr/bin/env python3
"""Prints the messages of a channel as they come, by long-polling. Python 3, nothing else needed.

A subscriber as simple as it gets: it remembers one header. The first request carries an empty
If-Modified-Since, every other one the Last-Modified of the message before, and so each answer is
the message that follows. A date counts whole seconds, though: of several messages within one
second this subscriber gets the second one again and again, for as long as the relay keeps it.
With --etag it sends the Etag back, too, and gets each message once.
"""
import argparse
import http.client
import random
import time
import urllib.error
import urllib.request

REPEATED = """--- the same message again: another one has the same second, and a date alone does not say
--- which of them is here already. The relay sends it until it no longer keeps it: asking once a
--- second. With --etag, which sends the Etag back, too, each message comes once."""


def ask(url, headers):
    """The next message, or None if the relay ended the wait without one."""
    try:
        return urllib.request.urlopen(urllib.request.Request(url, headers=headers))
    except urllib.error.HTTPError as answer:
        if answer.code == 304:
            return None
        raise


def subscribe(url, count, etag):
    headers = {"If-Modified-Since": ""}
    shown, last, explained, failures = 0, None, False, 0
    while count is None or shown < count:
        asked = time.monotonic()
        try:
            answer = ask(url, headers)
            body = answer.read() if answer else None
            failures = 0
        except (OSError, http.client.HTTPException) as reason:  # an HTTPError is an OSError
            delay = min(30, 2**failures) * random.uniform(0.5, 1)
            failures += 1
            print(f"--- no message ({reason}): asking again in {delay:.1f} s", flush=True)
            time.sleep(delay)
            continue
        if answer is None:
            if time.monotonic() - asked < 1:  # at once, and again if we asked again
                time.sleep(1)
            continue
        modified, tag = answer.headers["Last-Modified"], answer.headers["Etag"]
        headers["If-Modified-Since"] = modified
        if etag:
            headers["If-None-Match"] = tag
        if not etag and (body, modified) == last:
            if not explained:
                print(REPEATED, flush=True)
                explained = True
            time.sleep(1)
            continue
        print(f"{modified}: {body.decode(errors='replace')}", flush=True)
        shown, last = shown + 1, (body, modified)


def main():
    about, details = __doc__.split("\n\n", 1)
    parser = argparse.ArgumentParser(description=about, epilog=details)
    parser.add_argument("--url", default="http://127.0.0.1:8080/sub?id=miss", help="%(default)s")
    parser.add_argument("--count", type=int, metavar="N", help="end after N messages")
    parser.add_argument("--etag", action="store_true", help="send the Etag back, too")
    options = parser.parse_args()
    try:
        subscribe(options.url, options.count, options.etag)
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()

"""A Cloud Pay client of another make: Python's standard library alone.

Pays and queries every scenario of micro pay for each platform, with and without the newline that official samples put at the end of
the content. Prints one JSON object: scenario name -> what was seen. Exits with 1 when a response breaks the protocol.

Usage: foreign-client.py URL
"""

import concurrent.futures
import hashlib
import hmac
import http.client
import itertools
import json
import sys
import urllib.parse
import uuid

KEY = b"1F6E3C2B9A8D4E5F7061524334251607"
URL = urllib.parse.urlsplit(sys.argv[1])
CODES = {1: "134520273825", 2: "282129340414", 3: "991234567890"}
PADDING = {1: "38", 2: "39", 3: ""}
EXTENSIONS = {1: "wxpay_order_content_ext", 2: "alipay_order_content_ext", 3: "card_order_content_ext"}
IDS = {
    "out_mch_id": "sz01lXKA6DKGjNzr2l4B",
    "out_sub_mch_id": "sz01KzuCUOmw8yjtPite",
    "out_shop_id": "sz011biKxOguirmBqiFR",
}


def code_of(content):
    return hmac.new(KEY, content.encode("utf-8"), hashlib.sha256).hexdigest().upper()


def call(endpoint, content, ending, timeout=10):
    """Returns the response's content and whether its code is right (None: there was none), or the name of what went wrong."""
    text = json.dumps(content, indent=3, ensure_ascii=bool(ending)) + ending
    body = json.dumps({"request_content": text, "authen_info": {"a": {"authen_type": 1, "authen_code": code_of(text)}}})
    connection = http.client.HTTPConnection(URL.hostname, URL.port, timeout=timeout)
    try:
        connection.request("POST", "/cpay/" + endpoint, body.encode("utf-8"))
        envelope = json.loads(connection.getresponse().read())
    except TimeoutError:
        return "timeout", None
    except (http.client.HTTPException, ConnectionError):
        return "dropped", None
    finally:
        connection.close()
    inner = envelope["response_content"]
    authen = envelope.get("authen_info")
    authentic = None if authen is None else hmac.compare_digest(authen["a"]["authen_code"], code_of(inner))
    response = json.loads(inner)
    for field in ("status", "description", "log_id", "internal_status"):
        if field not in response:
            raise SystemExit("the response of %s lacks %s" % (endpoint, field))
    return response, authentic


def seen(response, authentic, key, platform):
    if isinstance(response, str):
        return response
    mark = {True: "", False: " wrong code", None: " no code"}[authentic]
    if key not in response:
        return "status %d%s" % (response["status"], mark)
    return "state %d%s" % (response[key]["order_content"][EXTENSIONS[platform]]["current_trade_state"], mark)


def run(platform, scenario, ending):
    number = "sz010002cz" + uuid.uuid4().hex[:20]
    pay = {
        "pay_mch_key": dict(IDS, pay_platform=platform),
        "pay_content": {
            "out_trade_no": number,
            "author_code": CODES[platform] + PADDING[platform] + scenario,
            "total_fee": 1,
            "fee_type": "CNY",
            "body": "生活用品/test",
        },
        # Official samples send the device number as a number.
        "order_client": {"device_id": 1, "terminal_type": 1, "machine_no": "1", "sdk_version": "1.0", "spbill_create_ip": "127.0.0.1"},
        "nonce_str": uuid.uuid4().hex,
    }
    query = {"pay_mch_key": IDS, "out_trade_no": number, "nonce_str": uuid.uuid4().hex}
    steps = [seen(*call("micro_pay", pay, ending, 1 if scenario == "0007" else 10), "micro_pay", platform)]
    steps += [seen(*call("query_order", query, ending), "query_order", platform) for _ in range(2)]
    return steps


cases = list(itertools.product(sorted(CODES), ["%04d" % n for n in range(15)], ["", "\n"]))
with concurrent.futures.ThreadPoolExecutor(8) as pool:
    results = pool.map(lambda case: run(*case), cases)
    print(json.dumps({"%d %s %r" % case: steps for case, steps in zip(cases, results)}))

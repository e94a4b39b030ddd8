"""Messages, by hand as the rest of the table: one's own wishes are everybody's, channels who runs the installation's.

The admin of this world rules one organisation, not the installation: what the right person may do is asked by
tests/modules/notify/test_pages.py.
"""

EVERYBODY = "L + + + + + + +"
INSTALLATION = "L F F F F F F F"

MESSAGES: dict[tuple[str, str, str], str] = {
    ("GET", "/api/me/messages", ""): EVERYBODY,
    ("PUT", "/api/me/messages", ""): EVERYBODY,
    ("GET", "/api/admin/channels", ""): INSTALLATION,
    ("POST", "/api/admin/channels", ""): INSTALLATION,
    ("PATCH", "/api/admin/channels/{channel_id}", ""): INSTALLATION,
    ("DELETE", "/api/admin/channels/{channel_id}", ""): INSTALLATION,
    ("POST", "/api/admin/channels/{channel_id}/test", ""): INSTALLATION,
    ("POST", "/api/admin/channels/{channel_id}/again", ""): INSTALLATION,
    ("GET", "/api/admin/deliveries", ""): INSTALLATION,
    ("POST", "/api/admin/hosts", ""): INSTALLATION,
    ("DELETE", "/api/admin/hosts/{host_id}", ""): INSTALLATION,
}
# Nothing of a project lies there: the same refusal whatever the id.
OF_NO_PROJECT = {route for _method, route, _kind in MESSAGES}

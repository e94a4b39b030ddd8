"""Connections from this server to the outside: only to checked addresses, signed where asked, secrets sealed at rest.

    gate = allowed.gate()                  # the hosts that an administrator allowed
    gate.check_url("https://hooks.example.com/in")     # when it is typed: DomainError with a sentence
    answer = http.post(gate, url, body, headers)       # when it is sent: checked again, at the connection

Whoever sends anything to an address that a person typed (messages, webhooks of rules) goes through here.
"""

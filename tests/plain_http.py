"""For clients of servers on this machine, which speak http: nothing is read that https would need.

httpx reads every certificate of the machine for each client that it makes, a twentieth of a second
of the processor, and tests make thousands of clients.
"""

from __future__ import annotations

import ssl

TRUSTS_NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""`verify=` of a client: by https it could not speak to anybody."""

"""Addresses in the machines' network, assigned in turn so that none is reused soon. Tasks have those from 170 to 250."""

FIRST, LAST = 10, 169


class AddressPool:
    def __init__(self, network: str) -> None:
        """`network`: a /24 in CIDR notation."""
        self.prefix = network.split("/")[0].rsplit(".", 1)[0]
        self.next = FIRST
        self.used: set[str] = set()

    def take(self) -> str | None:
        for _ in range(FIRST, LAST + 1):
            address = f"{self.prefix}.{self.next}"
            self.next = FIRST if self.next == LAST else self.next + 1
            if address not in self.used:
                self.used.add(address)
                return address
        return None

    def give_back(self, address: str | None) -> None:
        self.used.discard(address or "")

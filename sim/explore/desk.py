"""Who asked last: of the requests of one page only the newest is worth an answer."""

import threading


class Desk:
    """Numbers of the newest request of each page. Safe to use from any thread."""

    MOST = 64
    """Pages that are remembered."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest: dict[str, int] = {}
        self._answering = threading.Lock()

    def take(self, page: str, number: int) -> "Ticket":
        """A ticket for a request; those with a lower number are stale from now on."""
        with self._lock:
            newest = max(number, self._newest.pop(page, number))
            self._newest[page] = newest  # the last one used stands last
            while len(self._newest) > self.MOST:
                self._newest.pop(next(iter(self._newest)))
        return Ticket(self, page, number)

    def newest(self, page: str) -> int:
        """The highest number a page has asked with."""
        with self._lock:
            return self._newest.get(page, -1)

    @property
    def answering(self) -> threading.Lock:
        """Held while a nominal flight is flown: one at a time."""
        return self._answering


class Ticket:
    """A request of a page."""

    def __init__(self, desk: Desk, page: str, number: int) -> None:
        self.desk, self.page, self.number = desk, page, number

    @property
    def stale(self) -> bool:
        """Whether the page has asked for something else since."""
        return self.desk.newest(self.page) > self.number

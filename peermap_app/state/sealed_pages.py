"""What Reflex puts into Redis is sealed: pages' states, and updates on their way between processes.

A page's state holds what the page shows: a case, a map, initials. Whoever takes a Redis dump reads
none of it. And Reflex reads with `pickle`, which runs what it reads: whoever can write into Redis
would run code in the server. What does not open under the house's key is never unpickled.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any, BinaryIO

import reflex.istate.manager.token
import reflex.utils.token_manager
from reflex.state import BaseState
from reflex_base.utils.exceptions import StateSchemaMismatchError

from peermap_app import bootstrap


class SealedPickle:
    """Stands in the place of the module `pickle` where Reflex writes to Redis and reads from it."""

    def __getattr__(self, name: str) -> Any:
        """Kinds of errors, protocols: the module's own. `load` and what else reads are not."""
        if name.startswith(("load", "Unpickler")) and name != "loads":
            raise AttributeError(name)
        return getattr(pickle, name)

    @staticmethod
    def dumps(value: object, *args: Any, **kwargs: Any) -> bytes:
        """Pickled and sealed."""
        return bootstrap.house().keys.seal_page(pickle.dumps(value, *args, **kwargs))

    @staticmethod
    def loads(sealed: bytes, *args: Any, **kwargs: Any) -> Any:
        """Opened and unpickled.

        Raises:
            UnpicklingError: the house did not seal it; Reflex then begins that page anew.
        """
        plain = bootstrap.house().keys.open_page(sealed)
        if plain is None:
            raise pickle.UnpicklingError("not sealed by this house")
        return pickle.loads(plain, *args, **kwargs)  # noqa: S301 - the house itself wrote it


def install() -> None:
    """Before Reflex reads or writes anything; once for a process."""
    sealed = SealedPickle()
    reflex.utils.token_manager.pickle = sealed  # type: ignore[attr-defined]
    reflex.istate.manager.token.pickle = sealed  # type: ignore[attr-defined]
    BaseState._serialize = _sealed(BaseState._serialize)  # type: ignore[method-assign]
    BaseState._deserialize = classmethod(_opened)  # type: ignore[method-assign, assignment]


def _sealed(plain: Callable[[BaseState], bytes]) -> Callable[[BaseState], bytes]:
    def serialize(self: BaseState) -> bytes:
        return bootstrap.house().keys.seal_page(plain(self))

    return serialize


_PLAIN = BaseState._deserialize.__func__  # type: ignore[attr-defined]


def _opened(kind: type[BaseState], data: bytes | None = None, fp: BinaryIO | None = None) -> Any:
    """A page's state. What the house did not seal is like one of another release: begun anew."""
    held = data if fp is None else fp.read()
    plain = bootstrap.house().keys.open_page(held or b"")
    if plain is None:
        raise StateSchemaMismatchError
    return _PLAIN(kind, data=plain)

"""What a password may be, and that checking one tells nothing about who has an account."""

import threading
import time

import pytest
from argon2 import PasswordHasher, extract_parameters

from cme.errors import BadInput
from cme.services import passwords

EMAIL = "alice@example.org"
GOOD = "correct horse battery"


@pytest.mark.parametrize(
    "password",
    ["12 words", "x y z 1 2", "пароль-пароль", "密码密码密码密码", "a" * 127 + "b", "        !", "💊💉🩺🩻🧬🔬🧪🦠"],
)
def test_any_characters_will_do(password: str) -> None:
    passwords.check(password, email=EMAIL)


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("", "too short"),
        ("1234567", "too short"),
        ("💊💉🩺🩻🧬🔬🧪", "too short"),
        ("a1" * 64 + "b", "too long"),
        (EMAIL, "is your address"),
        ("ALICE@example.org", "is your address"),
        ("password", "first that anybody would try"),
        ("PassWord1", "first that anybody would try"),
        ("zzzzzzzzz", "first that anybody would try"),
    ],
)
def test_a_bad_password_is_refused_with_the_reason(password: str, word: str) -> None:
    with pytest.raises(BadInput, match=word):
        passwords.check(password, email=EMAIL)


def test_the_part_before_the_at_is_refused() -> None:
    with pytest.raises(BadInput, match="is your address"):
        passwords.check("Charlotte.Brown", email="charlotte.brown@example.org")


def test_the_list_holds_only_what_could_be_chosen() -> None:
    assert len(passwords.MOST_COMMON) >= 50
    assert [word for word in passwords.MOST_COMMON if len(word) < passwords.SHORTEST or word != word.casefold()] == []


def test_hashes_follow_owasp_and_differ_each_time() -> None:
    first, second = passwords.hashed(GOOD), passwords.hashed(GOOD)
    parameters = extract_parameters(first)
    assert (parameters.type.name, parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (
        "ID",
        19456,
        2,
        1,
    )
    assert first != second
    assert passwords.verify(first, GOOD)
    assert not passwords.needs_rehash(first)


def test_the_whole_password_counts() -> None:
    password = "long " * 25
    stored = passwords.hashed(password)
    assert passwords.verify(stored, password)
    assert not passwords.verify(stored, password[:-1])
    assert not passwords.verify(stored, password + "x")


def test_letters_composed_in_another_way_are_the_same() -> None:
    stored = passwords.hashed("gru\u0308ne Wiese")
    assert passwords.verify(stored, "gr\u00fcne Wiese")


@pytest.mark.parametrize("stored", [None, "", "not a hash"])
def test_without_a_stored_hash_nothing_is_right(stored: str | None) -> None:
    assert not passwords.verify(stored, GOOD)


def test_an_unknown_account_costs_the_same_hash() -> None:
    """Equal parameters are equal work; the clock of a busy machine would prove less."""
    assert extract_parameters(passwords.DUMMY_HASH) == extract_parameters(passwords.hashed(GOOD))


def test_an_unknown_account_takes_as_long() -> None:
    """Without the dummy hash the answer comes a hundred times sooner; half the time is the line between.

    The time of this thread alone: the clock goes on while a busy machine does other things.
    """

    def shortest(stored: str | None) -> float:
        taken = []
        for _ in range(3):
            start = time.thread_time()
            passwords.verify(stored, "a wrong password")
            taken.append(time.thread_time() - start)
        return min(taken)

    assert shortest(None) > shortest(passwords.hashed(GOOD)) / 2


def test_nobody_knows_the_dummy_password() -> None:
    assert [word for word in ("", GOOD, *passwords.MOST_COMMON) if passwords.verify(passwords.DUMMY_HASH, word)] == []


def test_an_older_hash_asks_to_be_made_again() -> None:
    older = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(GOOD)
    assert passwords.verify(older, GOOD)
    assert passwords.needs_rehash(older)


def test_hashes_wait_for_their_turn() -> None:
    """With the one turn taken, a hash does not begin."""
    done = threading.Event()

    def work() -> None:
        passwords.hashed(GOOD)
        done.set()

    thread = threading.Thread(target=work)
    with passwords._turn:
        thread.start()
        assert not done.wait(0.3)
    thread.join()
    assert done.is_set()

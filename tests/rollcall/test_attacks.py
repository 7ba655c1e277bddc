"""Attacks on the roll call, each tried: what catches it, or that nothing does."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from enduse.proof.rollcall import commit, memory
from enduse.proof.rollcall.arithmetic import key
from enduse.proof.rollcall.challenge import Seal
from enduse.proof.rollcall.classes import chip_class
from enduse.proof.rollcall.matmul import NumpyEngine
from enduse.proof.rollcall.opening import drawn
from enduse.proof.rollcall.receipt import receive
from enduse.proof.rollcall.tasks import Shape, run, task_seed
from enduse.proof.rollcall.transcript import prove
from enduse.proof.rollcall.verify import close
from tests.rollcall.calls import (
    DEMAND,
    ENGINE,
    ISSUED,
    KEYS,
    SHAPE,
    call,
    cheating,
    committed,
    done,
    honest,
    trace,
    verdict,
)

WRONG = "the result is not what the task gives"


def test_an_honest_unit_is_present() -> None:
    challenge, seal = call(memory=DEMAND)
    document, present = done(challenge, seal, *(honest(challenge, unit) for unit in "ABC"))
    assert [one.verdict for one in present] == ["valid"] * 3
    assert {one.grade for one in present} == {"attested"}
    proved = prove(document, "t")
    assert (proved.verdict, proved.identity["sites"]) == ("valid", {"K2": 3})


def test_skipped_tasks_survive_as_often_as_the_formula_says() -> None:
    """With a share f skipped and k openings a cheat survives with C(n−s, k) / C(n, k), near (1 − f)^k."""
    tasks, openings, skipped = 1000, 14, 200
    caught = 0
    for number in range(400):
        numbers = drawn(number.to_bytes(32, "big"), None, bytes(32), "tasks", openings, tasks)
        caught += any(n < skipped for n in numbers)
    expected = 1 - np.prod([(tasks - skipped - i) / (tasks - i) for i in range(openings)])
    assert expected == pytest.approx(1 - 0.8**14, abs=0.005)
    assert caught / 400 == pytest.approx(expected, abs=0.04)  # four standard deviations


def test_skipped_tasks_are_caught_when_drawn() -> None:
    challenge, seal = call(tasks=14, openings=14)
    lazy = cheating(challenge, lambda n, seed: bytes(64) if n == 13 else run(ENGINE, SHAPE, seed))
    assert verdict(challenge, seal, lazy) == ("invalid", f"tasks 13: {WRONG}")


@pytest.mark.parametrize("left_out", [0, 1, 3])
def test_a_skipped_round_changes_every_result(left_out: int) -> None:
    class Skipping(NumpyEngine):
        """Leaves out one product of the chain and mixes what it has."""

        rounds = 0

        def round(self, state: Any, factor: Any, row: Any, column: Any) -> Any:
            self.rounds += 1
            identity = np.eye(len(state), dtype=np.float32)
            return super().round(state, identity if self.rounds - 1 == left_out else factor, row, column)

    challenge, seal = call()
    lazy = cheating(challenge, lambda n, seed: run(Skipping(), SHAPE, seed))
    outcome, reason = verdict(challenge, seal, lazy)
    assert (outcome, reason.endswith(WRONG)) == ("invalid", True)


@pytest.mark.parametrize("bits", [3, 4])
def test_lower_precision_changes_the_result(bits: int) -> None:
    """Entries rounded to fewer bits, as INT4 or FP4 would hold them."""

    class Coarse(NumpyEngine):
        def round(self, state: Any, factor: Any, row: Any, column: Any) -> Any:
            unit = 1 << (5 - bits)
            return super().round(np.floor(state / unit) * unit, factor, row, column)

    challenge, seal = call()
    coarse = cheating(challenge, lambda n, seed: run(Coarse(), SHAPE, seed))
    assert verdict(challenge, seal, coarse)[0] == "invalid"


def test_half_precision_sums_change_the_result() -> None:
    """FP16 accumulation, twice as fast on some chips, loses sums beyond 2,048."""

    class HalfSums(NumpyEngine):
        def round(self, state: Any, factor: Any, row: Any, column: Any) -> Any:
            exact = state @ factor
            rounded = exact.astype(np.float16).astype(np.float32)
            return super().round(rounded, np.eye(len(state), dtype=np.float32), row, column)

    shape = Shape(256, 2)
    assert run(HalfSums(), shape, b"s") != run(NumpyEngine(), shape, b"s")


def test_the_last_product_cannot_be_folded_into_the_weights() -> None:
    """A · (B · w) is cheap; mixing after the last product makes it useless."""
    seed = b"seed" * 8
    state, factor = (ENGINE.matrix(16, key(seed, label)) for label in ("start", "factor"))
    weights = np.arange(16, dtype=np.float32)
    folded = (state @ (factor @ weights)).astype("<i4").tobytes()
    assert folded == (state @ factor @ weights).astype("<i4").tobytes()
    assert folded != run(ENGINE, Shape(16, 1), seed)


def test_work_shared_among_units_is_of_no_use() -> None:
    challenge, seal = call()
    copied = committed(challenge.digest, "B", honest(challenge, "A").leaves, (), KEYS["B"])
    outcome, reason = verdict(challenge, seal, copied)
    assert (outcome, reason.endswith(WRONG)) == ("invalid", True)


def test_answers_prepared_for_another_nonce_are_refused() -> None:
    earlier, _ = call()
    challenge, seal = call()
    prepared = committed(challenge.digest, "A", honest(earlier).leaves, (), KEYS["A"])
    assert verdict(challenge, seal, prepared)[1].endswith(WRONG)


def test_a_replayed_answer_is_refused() -> None:
    earlier, _ = call()
    challenge, seal = call()
    assert verdict(challenge, seal, honest(earlier))[1] == "the answer is to another challenge: replayed or prepared"


def test_a_late_answer_is_late_whatever_its_own_clock_says() -> None:
    challenge, seal = call()
    record = {**honest(challenge).record(), "finished_at": "2026-03-12T10:00:00.001Z"}
    from enduse.proof.rollcall.answer import read_answer

    outcome, reason = verdict(challenge, seal, read_answer(record, "A"), after_s=10.2)
    assert (outcome, reason) == ("invalid", "late: received 0.2 s after the deadline, by the verifier's clock")


def test_an_answer_changed_after_its_receipt_is_refused() -> None:
    challenge, seal = call()
    first = cheating(challenge, lambda n, seed: bytes(64))
    receipt = receive(first, seal, ISSUED + timedelta(seconds=1))
    _, (present,) = close(challenge, [(honest(challenge), receipt)], seal)
    reason = "the receipt is for another commitment: the answer was changed after it was received"
    assert (present.verdict, present.because[0]) == ("invalid", reason)


def test_a_receipt_of_the_units_own_making_is_refused() -> None:
    challenge, seal = call()
    mine = Seal(seal.secret, KEYS["A"])
    _, (present,) = close(challenge, [(one := honest(challenge), receive(one, mine, ISSUED))], seal)
    assert present.because[0] == "the receipt is not signed by the verifier"


def test_an_answer_without_a_receipt_is_unknown() -> None:
    challenge, seal = call()
    _, (present,) = close(challenge, [(honest(challenge), None)], seal)
    assert (present.verdict, present.because[0]) == ("unknown", "no receipt: when the answer came is not known")


def test_another_key_than_the_enrolled_one_is_refused() -> None:
    challenge, seal = call()
    forged = committed(challenge.digest, "A", honest(challenge).leaves, (), KEYS["B"])
    assert verdict(challenge, seal, forged)[1] == "not signed with the unit's enrolled key"


def test_leaves_that_do_not_lead_to_the_root_are_refused() -> None:
    challenge, seal = call()
    one = honest(challenge)
    swapped = replace(one, leaves=(one.leaves[1], one.leaves[0], *one.leaves[2:]))
    assert verdict(challenge, seal, swapped)[1].startswith("the drawn tasks were not opened")


def test_fewer_tasks_than_asked_are_refused() -> None:
    challenge, seal = call()
    short = committed(challenge.digest, "A", honest(challenge).leaves[:20], (), KEYS["A"])
    assert verdict(challenge, seal, short)[1].startswith("the drawn tasks were not opened")


def edits(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The transcript with one thing changed, for many things."""
    found = []
    text = json.dumps(document)
    for old, new in (
        ('"unit": "A"', '"unit": "C"'),
        ('"site": "K2"', '"site": "K3"'),
        ('"class": "H100 SXM5"', '"class": "B200"'),
        ('"deadline_ms": 10000', '"deadline_ms": 90000'),
        ("T10:00:05.000Z", "T10:00:04.000Z"),
        ('"verdict": "valid"', '"verdict": "unknown"'),
        ('"beacon": null', '"beacon": "x"'),
        ('"openings": 14', '"openings": 1'),
    ):
        assert old in text
        found.append(json.loads(text.replace(old, new)))
    return found


def test_an_edited_transcript_is_refused() -> None:
    challenge, seal = call()
    document, _ = done(challenge, seal, honest(challenge))
    for edited in edits(document):
        assert prove(edited, "t").verdict == "invalid"


def test_a_transcript_signed_again_by_another_is_not_the_trusted_verifiers() -> None:
    challenge, seal = call()
    document, _ = done(challenge, seal, honest(challenge))
    assert prove(document, "t", frozenset({challenge.verifier})).verdict == "valid"
    proved = prove(document, "t", frozenset({"00" * 32}))
    assert (proved.verdict, "is not one that is trusted here" in proved.because[0]) == ("invalid", True)


def test_the_draw_cannot_be_steered_by_trying_commitments() -> None:
    """Without the sealed secret a cheat that tries commitments does no better than chance."""
    secret, guess = b"\1" * 32, b"\2" * 32
    hits = 0
    for number in range(200):
        commitment = number.to_bytes(32, "big")
        foreseen = drawn(guess, None, commitment, "tasks", 3, 20)
        hits += len(set(foreseen) & set(drawn(secret, None, commitment, "tasks", 3, 20)))
    assert hits / 600 == pytest.approx(3 / 20, abs=0.05)


def test_one_strong_chip_may_stand_for_several_and_the_deadline_says_how_many() -> None:
    """Not prevented: what is proved is compute. The bound on it is in the class's figures."""
    shape = Shape(4096, 8)
    weak, strong = chip_class("A100 SXM4 80GB"), chip_class("B200")
    tasks = weak.tasks_for(shape)
    deadline_ms = weak.deadline_ms(shape, tasks)
    assert int(deadline_ms / strong.work_ms(shape, tasks, 1.0)) == 12
    assert int(deadline_ms / weak.work_ms(shape, tasks, 1.0)) == 1


def test_one_chip_of_the_class_cannot_answer_twice() -> None:
    for name in ("H100 SXM5", "A100 SXM4 80GB", "H20", "B200", "L40S"):
        chip, shape = chip_class(name), Shape(4096, 8)
        tasks = chip.tasks_for(shape)
        assert 2 * chip.work_ms(shape, tasks, 1.0) > chip.deadline_ms(shape, tasks)
        assert chip.slowest_share(shape, tasks, chip.deadline_ms(shape, tasks)) > 0.5


def test_a_relayed_answer_is_not_noticed() -> None:
    """Not prevented: the answer may have been computed anywhere. Place needs another proof."""
    challenge, seal = call(keyed=False)
    elsewhere = honest(challenge, "A", keyed=False)
    (present,) = done(challenge, seal, elsewhere)[1]
    assert (present.verdict, present.grade) == ("valid", "read")


class TestRows:
    """Opening a few rows of a task instead of all of it."""

    def test_an_honest_unit_is_present(self) -> None:
        challenge, seal = call(rows=2)
        assert verdict(challenge, seal, honest(challenge))[0] == "valid"

    def test_a_skipped_task_is_caught_by_one_row(self) -> None:
        challenge, seal = call(tasks=14, rows=1)
        lazy = cheating(challenge, lambda n, seed: bytes(64) if n == 5 else run(ENGINE, SHAPE, seed))
        kept = {n: bytes(64) for n in range(14)}
        right = {n: run(ENGINE, SHAPE, task_seed(challenge.nonce, "A", n)) for n in range(14) if n != 5}
        assert verdict(challenge, seal, replace(lazy, results={**kept, **right})) == ("invalid", f"tasks 5: {WRONG}")

    def test_a_result_that_is_not_the_committed_one_is_refused(self) -> None:
        challenge, seal = call(rows=1)
        one = honest(challenge)
        other = {number: bytes(64) for number in one.results}
        assert verdict(challenge, seal, replace(one, results=other))[1].endswith(WRONG)

    def test_without_results_the_whole_task_is_done(self) -> None:
        challenge, seal = call(rows=1)
        assert verdict(challenge, seal, replace(honest(challenge), results={}))[0] == "valid"

    def test_skipping_rows_gains_nothing_over_skipping_tasks(self) -> None:
        """A share g of a task's rows is caught with 1 − (1 − g)^q ≥ g: whole tasks are the cheat's best."""
        for rows in (1, 4, 16):
            for share in np.linspace(0, 1, 21):
                assert 1 - (1 - share) ** rows >= share - 1e-12


class TestMemory:
    def test_a_page_that_was_not_kept_is_noticed(self) -> None:
        """Half the pages are missing and their words are guessed."""
        challenge, seal = call(memory=DEMAND)

        class Half(NumpyEngine):
            def gathered(self, space: Any, pages: Any, offsets: Any) -> Any:
                read = super().gathered(space, pages, offsets)
                return np.where(pages < DEMAND.pages // 2, read, 0).astype(np.int32)

        one = honest(challenge)
        lazy = committed(challenge.digest, "A", one.leaves, trace(challenge, "A", Half()), KEYS["A"])
        outcome, reason = verdict(challenge, seal, lazy)
        assert (outcome, reason.startswith("memory step")) == ("invalid", True)

    def test_a_walk_that_starts_elsewhere_is_noticed(self) -> None:
        challenge, seal = call(memory=DEMAND)
        one = honest(challenge)
        moved = [bytes(32), *one.trace[1:]]
        lazy = committed(challenge.digest, "A", one.leaves, moved, KEYS["A"])
        assert verdict(challenge, seal, lazy)[1] == "the memory walk does not start where it must"

    def test_no_answer_to_the_memory_challenge_is_noticed(self) -> None:
        challenge, seal = call(memory=DEMAND)
        lazy = committed(challenge.digest, "A", honest(challenge).leaves, (), KEYS["A"])
        assert verdict(challenge, seal, lazy)[1] == "the memory challenge was not answered"

    def test_every_word_of_a_page_depends_on_every_seed_word(self) -> None:
        """Change one word before the mixing: every word after it differs."""
        plain = memory.page(ENGINE, DEMAND, b"s", 0)

        class Touched(NumpyEngine):
            def counter(self, start: int, count: int) -> Any:
                numbers = super().counter(start, count)
                if count == DEMAND.page_words:
                    numbers[77] = 1 << 20
                return numbers

        assert (memory.page(Touched(), DEMAND, b"s", 0) != plain).all()

    def test_the_walk_visits_every_page(self) -> None:
        states = memory.walk(ENGINE, DEMAND, b"s")
        visited = {int(page) for state in states for page in memory.address(DEMAND, state)[0]}
        assert visited == set(range(DEMAND.pages))


def test_a_path_proves_only_its_own_leaf() -> None:
    for count in (1, 2, 3, 7, 8, 13):
        leaves = [commit.leaf(bytes([n])) for n in range(count)]
        root = commit.root(leaves)
        for number, path in enumerate(commit.paths(leaves, range(count))):
            assert commit.leads(leaves[number], number, count, path, root)
            assert not commit.leads(commit.leaf(b"other"), number, count, path, root)
            assert not commit.leads(leaves[number], number, count, [*path, root], root)
            assert count == 1 or not commit.leads(leaves[number], (number + 1) % count, count, path, root)
